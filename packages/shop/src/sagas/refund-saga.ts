import { defineSaga } from '@murmuration/choreography';
import {
  notificationFailed,
  notificationSent,
  paymentRefunded,
  refundFailed,
  refundPayment,
} from '@murmuration/contracts';

/** Money of a confirmed order goes back; the order itself stands. */
export const refundSaga = defineSaga({
  name: 'refund',
  about: 'Staff give a customer money back, in part or in full, after the order was confirmed.',
  begins: [refundPayment],
  hears: [refundFailed],
  outcomes: [
    { event: paymentRefunded, as: 'succeeded', followedBy: [notificationSent, notificationFailed] },
  ],
  // Days later the money may come back: that is booked, and people decide what then.
  notes: [refundFailed],
});
