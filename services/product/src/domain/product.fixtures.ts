import type { Product } from './product.ts';

/** A product on sale, for tests. */
export function productWith(changes: Partial<Product> = {}): Product {
  return {
    sku: 'tea-001',
    name: 'Assam, 100 g',
    description: 'Malty.',
    priceAmount: 690,
    currency: 'EUR',
    status: 'on-sale',
    version: 1,
    ...changes,
  };
}
