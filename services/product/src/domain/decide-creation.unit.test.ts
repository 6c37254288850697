import { productCreated } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideCreation } from './decide-creation.ts';
import { productWith } from './product.fixtures.ts';

const details = {
  sku: 'tea-001',
  name: 'Assam, 100 g',
  description: 'Malty.',
  price: { amount: 690, currency: 'EUR' },
};

describe('creating a product', () => {
  it('given a free SKU, puts the product on sale as version 1 and tells all that replicas keep', () => {
    expect(decideCreation(undefined, details)).toEqual({
      save: { products: [productWith()] },
      emit: [
        productCreated.of({
          sku: 'tea-001',
          name: 'Assam, 100 g',
          price: { amount: 690, currency: 'EUR' },
          version: 1,
        }),
      ],
    });
  });

  it.each(['on-sale', 'retired'] as const)(
    'given a product that is %s, refuses its SKU as already_exists',
    (status) => {
      expect(decideCreation(productWith({ status }), details)).toEqual({
        reject: [
          {
            field: 'sku',
            code: 'already_exists',
            message:
              'the SKU tea-001 is that of "Assam, 100 g"; choose another, or change its price',
          },
        ],
      });
    },
  );
});
