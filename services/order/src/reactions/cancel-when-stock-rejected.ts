import { defineReaction } from '@murmuration/choreography';
import { orderCancelled, stockRejected } from '@murmuration/contracts';
import { decideCancellation, outOfStock } from '../domain/decide-cancellation.ts';
import { orders } from '../store/schema.ts';

export const cancelWhenStockRejected = defineReaction({
  name: 'cancel-when-stock-rejected',
  on: [stockRejected],
  emits: [orderCancelled],
  stores: { orders },
  keys: { orders: (rejected) => rejected.data.orderId },
  decide: ({ data }, state, { now }) =>
    decideCancellation(state.orders.get(data.orderId), outOfStock(data.shortages), now),
});
