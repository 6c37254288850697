import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { pageOf, pageParams } from '../shared/page.ts';
import { exampleOrder, listedStatus, orderView } from './order-view.ts';

/** The orders of the reader, newest first. */
export const listMyOrders = defineQuery({
  type: 'order.list-mine',
  version: 1,
  params: z.object({ status: listedStatus.optional(), ...pageParams }),
  result: pageOf(orderView),
  http: { method: 'GET', path: '/me/orders' },
  access: 'own',
  examples: [{ params: { limit: 20 }, result: { items: [exampleOrder], next: null } }],
});
