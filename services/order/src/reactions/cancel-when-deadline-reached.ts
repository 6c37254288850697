import { defineReaction } from '@murmuration/choreography';
import { orderCancelled, orderDeadlineReached } from '@murmuration/contracts';
import { deadlinePassed, decideCancellation } from '../domain/decide-cancellation.ts';
import { orders } from '../store/schema.ts';

export const cancelWhenDeadlineReached = defineReaction({
  name: 'cancel-when-deadline-reached',
  on: [orderDeadlineReached],
  emits: [orderCancelled],
  stores: { orders },
  keys: { orders: (reached) => reached.data.orderId },
  decide: ({ data }, state, { now }) => {
    const order = state.orders.get(data.orderId);
    return decideCancellation(order, deadlinePassed(order), now);
  },
});
