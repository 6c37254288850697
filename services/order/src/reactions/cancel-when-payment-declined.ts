import { defineReaction } from '@murmuration/choreography';
import { orderCancelled, paymentDeclined } from '@murmuration/contracts';
import { decideCancellation, paymentRefused } from '../domain/decide-cancellation.ts';
import { orders } from '../store/schema.ts';

export const cancelWhenPaymentDeclined = defineReaction({
  name: 'cancel-when-payment-declined',
  on: [paymentDeclined],
  emits: [orderCancelled],
  stores: { orders },
  keys: { orders: (declined) => declined.data.orderId },
  decide: ({ data }, state, { now }) =>
    decideCancellation(state.orders.get(data.orderId), paymentRefused(data.message), now),
});
