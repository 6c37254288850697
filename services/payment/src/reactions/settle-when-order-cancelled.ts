import { defineReaction } from '@murmuration/choreography';
import { orderCancelled, refundRequested } from '@murmuration/contracts';
import { settleCancelled } from '../domain/settle-cancelled.ts';
import { payments, refunds } from '../store/schema.ts';

/** Gives back what was captured for a cancelled order, and sees to it that nothing more is. */
export const settleWhenOrderCancelled = defineReaction({
  name: 'settle-when-order-cancelled',
  on: [orderCancelled],
  emits: [refundRequested],
  stores: { payments, refunds },
  keys: { payments: (message) => message.data.orderId, refunds: () => [] },
  decide: ({ data: { orderId } }, { payments: known }, { now }) =>
    settleCancelled(known.get(orderId), orderId, now),
});
