import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { exampleStock, stockView } from './stock-view.ts';

/** Where the pieces of one article are, or null when none ever came in. */
export const getStock = defineQuery({
  type: 'inventory.get-stock',
  version: 1,
  params: z.object({ sku: z.string() }),
  result: stockView.nullable(),
  http: { method: 'GET', path: '/stock/:sku' },
  access: 'operator',
  examples: [{ params: { sku: 'tea-001' }, result: exampleStock }],
});
