import { defineReaction } from '@murmuration/choreography';
import { cancelOrder, orderCancelled, orderCancelRequested } from '@murmuration/contracts';
import { decideCancelRequest } from '../domain/decide-cancel-request.ts';
import { orders } from '../store/schema.ts';

export const cancelOrderReaction = defineReaction({
  name: 'cancel-order',
  on: [cancelOrder],
  emits: [orderCancelled, orderCancelRequested],
  stores: { orders },
  keys: { orders: (command) => command.data.orderId },
  decide: ({ data, actor }, state, { now }) =>
    decideCancelRequest(state.orders.get(data.orderId), data, actor, now),
});
