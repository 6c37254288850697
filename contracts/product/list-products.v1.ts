import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { exampleProduct, productView } from './product-view.ts';

/** All products in the order of their SKUs, a page at a time; `after` is the last SKU of the page before. */
export const listProducts = defineQuery({
  type: 'product.list',
  version: 1,
  params: z.object({
    after: z.string().default(''),
    limit: z.int().min(1).max(500).default(100),
  }),
  result: z.object({ products: z.array(productView), next: z.string().nullable() }),
  http: { method: 'GET', path: '/products' },
  access: 'public',
  examples: [
    { params: { after: '', limit: 100 }, result: { products: [exampleProduct], next: null } },
  ],
});
