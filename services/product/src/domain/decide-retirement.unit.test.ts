import { productRetired } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideRetirement } from './decide-retirement.ts';
import { productWith } from './product.fixtures.ts';

describe('retiring a product', () => {
  it('given a product on sale, takes it off sale, counts the change and tells of it', () => {
    expect(decideRetirement(productWith({ version: 2 }), 'tea-001')).toEqual({
      save: { products: [productWith({ status: 'retired', version: 3 })] },
      emit: [
        productRetired.of({
          sku: 'tea-001',
          name: 'Assam, 100 g',
          price: { amount: 690, currency: 'EUR' },
          version: 3,
        }),
      ],
    });
  });

  it('given a retired product, does nothing', () => {
    const decision = decideRetirement(productWith({ status: 'retired' }), 'tea-001');
    expect(decision).toEqual({ ignored: 'tea-001 is retired already' });
  });

  it('given no such product, refuses as unknown_product', () => {
    expect(decideRetirement(undefined, 'tea-001')).toEqual({
      reject: [
        {
          field: 'sku',
          code: 'unknown_product',
          message: 'no product has the SKU tea-001; create it first',
        },
      ],
    });
  });
});
