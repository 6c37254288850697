import { refundRequested, type StockLine } from '@murmuration/contracts';
import type { Draft } from './decision.ts';
import { changed, knownTerms, refundable, type PaidLine, type Payment } from './payment.ts';

/*
 * requested ──provider──▶ refunded ──the customer's bank──▶ failed; the failure may be known first, by a report or from the provider's answer.
 */

/** Money on its way back to a customer: `requested` until the provider has taken it over, `failed` when it came back to us. */
export interface Refund {
  readonly refundId: string;
  readonly orderId: string;
  /** Minor units, more than nothing. */
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  /** The pieces that it is for; none when it is a plain sum. */
  readonly lines: StockLine[];
  readonly status: 'requested' | 'refunded' | 'failed';
  readonly requestedAt: Date;
  readonly providerReference: string | null;
  /** Why it failed, in the provider's words. */
  readonly failure: string | null;
  readonly version: number;
}

/** What asking for a refund changes, all of it in one transaction. */
export interface RequestedRefund {
  readonly payment: Payment;
  readonly refund: Refund;
  readonly event: Draft<typeof refundRequested>;
}

/** What to give back: a sum that is refundable, and the pieces that it is for if it is for some. */
export interface RefundOrder {
  readonly refundId: string;
  readonly amount: number;
  readonly reason: string;
  readonly lines?: readonly StockLine[];
}

/** Puts a sum on its way back. */
export function requestRefund(payment: Payment, wish: RefundOrder, at: Date): RequestedRefund {
  const { refundId, amount, reason, lines = [] } = wish;
  const { orderId } = payment;
  const { currency } = knownTerms(payment).amount;
  return {
    payment: changed(payment, {
      refundPending: payment.refundPending + amount,
      lines: withReturned(payment.lines, lines),
    }),
    refund: {
      refundId,
      orderId,
      amount,
      currency,
      reason,
      lines: [...lines],
      status: 'requested',
      requestedAt: at,
      providerReference: null,
      failure: null,
      version: 1,
    },
    event: refundRequested.of({
      refundId,
      orderId,
      amount: { amount, currency },
      reason,
      lines: [...lines],
    }),
  };
}

/** The lines with so many pieces more given back, or less when their refund has failed. */
export function withReturned(
  paid: readonly PaidLine[],
  pieces: readonly StockLine[],
  direction: 1 | -1 = 1,
): readonly PaidLine[] {
  if (pieces.length === 0) return paid;
  const more = new Map(pieces.map(({ sku, quantity }) => [sku, direction * quantity]));
  return paid.map((line) => ({ ...line, returned: line.returned + (more.get(line.sku) ?? 0) }));
}

/** The id of the refund that a cancelled order causes. No client can choose it: ids have no dots. */
export function cancellationRefundId(orderId: string): string {
  return `cancel.${orderId}`;
}

/** Puts all that is left on its way back, because the order is cancelled; undefined when nothing is left. */
export function requestRemainder(payment: Payment, at: Date): RequestedRefund | undefined {
  const amount = refundable(payment);
  if (amount === 0) return undefined;
  const refundId = cancellationRefundId(payment.orderId);
  const wish = { refundId, amount, reason: 'order cancelled' };
  return requestRefund({ ...payment, cancelled: true }, wish, at);
}
