import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { pageOf, pageParams } from '../shared/page.ts';
import { exampleStock, stockView } from './stock-view.ts';

/** The stock of all articles that ever came in, in the order of their SKUs. */
export const listStock = defineQuery({
  type: 'inventory.list-stock',
  version: 1,
  params: z.object({
    /** Only articles of which fewer pieces than this are for sale. */
    below: z.int().min(1).optional(),
    ...pageParams,
  }),
  result: pageOf(stockView),
  http: { method: 'GET', path: '/stock' },
  access: 'operator',
  examples: [{ params: { below: 100, limit: 20 }, result: { items: [exampleStock], next: null } }],
});
