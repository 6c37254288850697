import { paymentRefunded, type Money } from '@murmuration/contracts';
import { ignored, type PaymentDecision } from './decision.ts';
import { recordFailedRefund } from './fail-refund.ts';
import { refundEntries } from './ledger.ts';
import { changed, knownTerms, type Payment } from './payment.ts';
import type { Refund } from './refund.ts';

/** What is asked of the provider to give money back. */
export interface RefundRequest {
  readonly refundId: string;
  readonly orderId: string;
  readonly amount: Money;
  /** The provider's id of the payment that the money comes from. */
  readonly paymentReference: string;
  /** When the refund was asked for; the same on every repetition. */
  readonly begunAt: Date;
}

/** The provider has taken the refund over, or tells that its money has not reached the customer. */
export type RefundResult =
  | { readonly kind: 'refunded'; readonly providerReference: string }
  | {
      readonly kind: 'failed';
      readonly providerReference: string;
      /** In the provider's words. */
      readonly reason: string;
    };

/** Asks the provider for a refund that is not given back yet. */
export function decideToRefund(
  payment: Payment | undefined,
  refund: Refund | undefined,
): PaymentDecision | { readonly call: RefundRequest } {
  if (payment === undefined || refund === undefined) return ignored('the refund is unknown');
  if (refund.status !== 'requested') return ignored(`it is ${refund.status} already`);
  const { refundId, orderId, amount, currency, requestedAt } = refund;
  const { providerReference } = payment;
  if (providerReference === null) throw new Error(`refund ${refundId} of a payment never captured`);
  const call = { refundId, orderId, amount: { amount, currency }, begunAt: requestedAt };
  return { call: { ...call, paymentReference: providerReference } };
}

/** Records that the money is given back, or that it cannot be in this way. */
export function concludeRefund(
  payment: Payment | undefined,
  refund: Refund | undefined,
  result: RefundResult,
  now: Date,
): PaymentDecision<typeof paymentRefunded> {
  if (payment === undefined || refund === undefined) return ignored('the refund is unknown');
  if (refund.status !== 'requested') return ignored(`it is ${refund.status} already`);
  const { refundId, orderId, amount, currency, reason, lines } = refund;
  const { providerReference } = result;
  if (result.kind === 'failed') {
    return recordFailedRefund(payment, refund, { refundId, ...result }, now);
  }
  const money: Money = { amount, currency };
  const { customerId } = knownTerms(payment);
  const refundedAt = now.toISOString();
  return {
    save: {
      payments: [lessPending(payment, amount)],
      refunds: [{ ...refund, status: 'refunded', providerReference, version: refund.version + 1 }],
      ledger: refundEntries({ refundId, orderId, amount: money }, customerId, now),
    },
    emit: [
      paymentRefunded.of({
        refundId,
        orderId,
        amount: money,
        reason,
        lines: [...lines],
        providerReference,
        refundedAt,
      }),
    ],
  };
}

function lessPending(payment: Payment, amount: number): Payment {
  return changed(payment, {
    refunded: payment.refunded + amount,
    refundPending: payment.refundPending - amount,
  });
}
