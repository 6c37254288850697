import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { exampleOrder, orderView } from './order-view.ts';

/** One order, or null when there is none. */
export const getOrder = defineQuery({
  type: 'order.get',
  version: 1,
  params: z.object({ orderId: z.string() }),
  result: orderView.nullable(),
  http: { method: 'GET', path: '/orders/:orderId' },
  access: 'owner',
  examples: [{ params: { orderId: 'o-1' }, result: exampleOrder }],
});
