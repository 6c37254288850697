import { deadlineIn, defineSaga } from '@murmuration/choreography';
import {
  cancelOrder,
  notificationFailed,
  notificationSent,
  orderCancelled,
  orderCancelRequested,
  orderConfirmed,
  orderPlaced,
  paymentRefunded,
  paymentVoided,
  placeOrder,
  providerReported,
  refundFailed,
  stockCommitted,
  stockReleased,
} from '@murmuration/contracts';

const mails = [notificationSent, notificationFailed];

/** Only order says how an order ends; whoever holds something for it gives it back when it is cancelled. */
export const orderSaga = defineSaga({
  name: 'order',
  about:
    'A customer orders: stock is set aside, money is taken, the order is confirmed. Or it is cancelled at any moment, and everything is given back.',
  begins: [placeOrder, cancelOrder],
  hears: [providerReported, refundFailed],
  outcomes: [
    { event: orderConfirmed, as: 'succeeded', followedBy: [stockCommitted, ...mails] },
    {
      event: orderCancelled,
      as: 'failed',
      followedBy: [stockReleased, paymentVoided, paymentRefunded, ...mails],
    },
  ],
  deadline: deadlineIn(orderPlaced, ({ deadline }) => deadline),
  // A cancellation that comes before its order waits for it. A refund that fails is booked, and people decide what then.
  notes: [orderCancelRequested, refundFailed],
});
