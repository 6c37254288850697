import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { pageOf, pageParams } from '../shared/page.ts';
import { exampleOrder, listedStatus, orderView } from './order-view.ts';

/** The orders of all customers, or of one, newest first. */
export const listOrders = defineQuery({
  type: 'order.list',
  version: 1,
  params: z.object({
    status: listedStatus.optional(),
    customerId: z.string().max(64).optional(),
    ...pageParams,
  }),
  result: pageOf(orderView),
  http: { method: 'GET', path: '/orders' },
  access: 'operator',
  examples: [
    { params: { customerId: 'c-1', limit: 20 }, result: { items: [exampleOrder], next: null } },
  ],
});
