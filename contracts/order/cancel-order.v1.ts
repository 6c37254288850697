import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { identifier } from '../shared/identifiers.ts';
import { orderCancelRejected } from './order-cancel-rejected.v1.ts';

/** Cancel an order that is not confirmed yet. May overtake the order itself. */
export const cancelOrder = defineCommand({
  type: 'order.cancel',
  version: 1,
  data: z.object({
    orderId: identifier(),
    /** Tells two wishes for the same order apart; the order's id when left out. */
    requestId: identifier().optional(),
    /** For people; not interpreted. It stands in the stream and in the mail about the order, and stays when the customer is erased: no place for personal data. */
    note: z.string().max(500).optional(),
  }),
  id: (wish) => wish.requestId ?? wish.orderId,
  key: (wish) => wish.orderId,
  sentBy: 'anyone',
  rejection: orderCancelRejected,
  examples: [{ orderId: 'o-1' }, { orderId: 'o-1', requestId: 'r-7', note: 'ordered twice' }],
});
