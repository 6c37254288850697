import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { exampleProduct, productView } from './product-view.ts';

/** One product, or null when there is none. */
export const getProduct = defineQuery({
  type: 'product.get',
  version: 1,
  params: z.object({ sku: z.string() }),
  result: productView.nullable(),
  http: { method: 'GET', path: '/products/:sku' },
  access: 'public',
  examples: [{ params: { sku: 'tea-001' }, result: exampleProduct }],
});
