import { describe, expect, it } from 'vitest';
import { priceOfPieces } from './price-of-pieces.ts';

const paid = [
  { sku: 'tea', quantity: 3, unitPrice: 690, returned: 1 },
  { sku: 'cup', quantity: 1, unitPrice: 0, returned: 0 },
];

describe('the price of pieces to give back', () => {
  it('is what was paid for them', () => {
    const wanted = [
      { sku: 'tea', quantity: 2 },
      { sku: 'cup', quantity: 1 },
    ];
    expect(priceOfPieces(paid, wanted)).toEqual({ amount: 1_380 });
  });

  it('is refused, line by line, for articles that were not ordered and for more pieces than are left', () => {
    const wanted = [
      { sku: 'pot', quantity: 1 },
      { sku: 'cup', quantity: 1 },
      { sku: 'tea', quantity: 3 },
    ];
    expect(priceOfPieces(paid, wanted)).toEqual({
      problems: [
        { field: 'lines[0].sku', code: 'not_ordered', message: 'pot is not in this order' },
        {
          field: 'lines[2].quantity',
          code: 'exceeds_ordered',
          message: '3 of tea is more than the 2 of 3 that can still be given back',
        },
      ],
    });
  });
});
