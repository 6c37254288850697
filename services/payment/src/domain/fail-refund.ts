import { ignored, type PaymentDecision } from './decision.ts';
import { failedRefundEntries } from './ledger.ts';
import { changed, knownTerms, type Payment } from './payment.ts';
import { type Refund, withReturned } from './refund.ts';

/** What the provider tells of a refund that came to nothing. */
export interface FailedRefund {
  readonly refundId: string;
  readonly providerReference: string;
  /** In the provider's words. */
  readonly reason: string;
}

/**
 * Records that money did not reach the customer. It is ours again, and can be given back in another way: as another refund, to be decided on by people.
 * @throws Error when the refund is not known (yet): it is tried again
 */
export function recordFailedRefund(
  payment: Payment | undefined,
  refund: Refund | undefined,
  { refundId, providerReference, reason }: FailedRefund,
  now: Date,
): PaymentDecision {
  if (payment === undefined || refund === undefined)
    throw new Error(`the provider tells that refund ${refundId} failed, which is not known here`);
  if (refund.status === 'failed') return ignored('its failure is known already');
  const failed: Refund = {
    ...refund,
    status: 'failed',
    providerReference,
    failure: reason,
    version: refund.version + 1,
  };
  const lines = withReturned(payment.lines, refund.lines, -1);
  const { amount } = refund;
  if (refund.status === 'requested') {
    // the report was faster than our own call: nothing is booked that would have to be taken back
    const refundPending = payment.refundPending - amount;
    return { save: { payments: [changed(payment, { refundPending, lines })], refunds: [failed] } };
  }
  const { orderId, currency } = refund;
  const { customerId } = knownTerms(payment);
  const money = { refundId, orderId, amount: { amount, currency } };
  return {
    save: {
      payments: [changed(payment, { refunded: payment.refunded - amount, lines })],
      refunds: [failed],
      ledger: failedRefundEntries(money, customerId, now),
    },
  };
}
