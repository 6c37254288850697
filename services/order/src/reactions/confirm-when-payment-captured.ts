import { defineReaction } from '@murmuration/choreography';
import { orderConfirmed, paymentCaptured } from '@murmuration/contracts';
import { decideConfirmation } from '../domain/decide-confirmation.ts';
import { orders } from '../store/schema.ts';

export const confirmWhenPaymentCaptured = defineReaction({
  name: 'confirm-when-payment-captured',
  on: [paymentCaptured],
  emits: [orderConfirmed],
  stores: { orders },
  keys: { orders: (captured) => captured.data.orderId },
  decide: ({ data }, state, { now }) =>
    decideConfirmation(state.orders.get(data.orderId), data.orderId, now),
});
