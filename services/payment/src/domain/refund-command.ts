import type { Money, Problem, refundRequested, StockLine } from '@murmuration/contracts';
import type { PaymentDecision } from './decision.ts';
import { knownTerms, refundable, type Payment } from './payment.ts';
import { priceOfPieces } from './price-of-pieces.ts';
import { requestRefund, type Refund } from './refund.ts';

/** A wish to give a customer money back: a sum, or the price of some pieces. */
export interface RefundWish {
  readonly refundId: string;
  readonly orderId: string;
  readonly amount?: Money | undefined;
  readonly lines?: readonly StockLine[] | undefined;
  readonly reason: string;
}

/** What is known when a refund is asked for. */
export interface RefundBasis {
  readonly payment: Payment | undefined;
  /** The refund of the same id, should there be one. */
  readonly refund: Refund | undefined;
}

/** Puts money on its way back, or refuses with every reason. Never more than was captured. */
export function decideRefund(
  { payment, refund }: RefundBasis,
  wish: RefundWish,
  now: Date,
): PaymentDecision<typeof refundRequested> {
  if (refund !== undefined) return { reject: [takenId(wish.refundId)] };
  if (payment === undefined) return { reject: [unknownOrder(wish.orderId)] };
  if (payment.status !== 'captured') return { reject: [notCaptured(payment)] };
  const { refundId, reason, lines = [] } = wish;
  const wanted = wish.amount ?? moneyFor(payment, lines);
  if ('problems' in wanted) return { reject: wanted.problems };
  const problems = problemsWith(
    payment,
    wanted,
    wish.amount === undefined ? 'lines' : 'amount.amount',
  );
  if (problems.length > 0) return { reject: problems };
  const asked = requestRefund(payment, { refundId, reason, lines, amount: wanted.amount }, now);
  return { save: { payments: [asked.payment], refunds: [asked.refund] }, emit: [asked.event] };
}

function takenId(refundId: string): Problem {
  return {
    field: 'refundId',
    code: 'already_exists',
    message: `refund ${refundId} exists already; choose another id for another refund`,
  };
}

function unknownOrder(orderId: string): Problem {
  return {
    field: 'orderId',
    code: 'unknown_order',
    message: `there is no payment for an order ${orderId}`,
  };
}

function notCaptured({ orderId, status }: Payment): Problem {
  return {
    field: 'orderId',
    code: 'not_captured',
    message: `the payment of order ${orderId} is ${status}: there is nothing to give back`,
  };
}

function moneyFor(
  payment: Payment,
  lines: readonly StockLine[],
): Money | { readonly problems: readonly Problem[] } {
  const price = priceOfPieces(payment.lines, lines);
  if ('problems' in price) return price;
  if (price.amount > 0) return { ...price, currency: knownTerms(payment).amount.currency };
  const message = 'these pieces cost nothing: there is nothing to give back';
  return { problems: [{ field: 'lines', code: 'not_positive', message }] };
}

function problemsWith(
  payment: Payment,
  { amount, currency }: Money,
  field: string,
): readonly Problem[] {
  const paid = knownTerms(payment).amount;
  if (currency !== paid.currency) {
    const message = `the order was paid in ${paid.currency}, not in ${currency}`;
    return [{ field: 'amount.currency', code: 'wrong_currency', message }];
  }
  const left = refundable(payment);
  if (amount <= left) return [];
  const message = `${amount} is more than the ${left} of ${payment.captured} that can still be given back, in minor units of ${currency}`;
  return [{ field, code: 'exceeds_captured', message }];
}
