import type { paymentCaptured } from '@murmuration/contracts';
import { captured } from './conclude-charge.ts';
import { ignored, type PaymentDecision } from './decision.ts';
import { changed, knownTerms, termsOf, unheardOf, type Payment, type Terms } from './payment.ts';

/** One of the two facts that a charge waits for. */
export type ChargeFact = ({ readonly kind: 'placed' } & Terms) | { readonly kind: 'reserved' };

/** The message that brings the fact. */
export interface Trigger {
  readonly orderId: string;
  readonly messageId: string;
  readonly now: Date;
}

/** What is asked of the provider: to take the money, or to make sure that it will never be taken. */
export interface ChargeRequest {
  readonly kind: 'charge' | 'void';
  readonly orderId: string;
  readonly amount: Terms['amount'];
  readonly paymentMethod: string;
  /** When the provider was asked first; the same on every repetition. */
  readonly begunAt: Date;
}

/** A decision to ask the provider; what is saved says that we are about to. */
export interface ChargeCall {
  readonly call: ChargeRequest;
  readonly save?: { readonly payments: readonly Payment[] };
}

/**
 * Remembers a fact, and charges when the facts suffice: the terms are known, the stock is reserved and
 * the order is not cancelled. Whichever fact completes the others makes the call, in any order.
 */
export function decideCharge(
  known: Payment | undefined,
  fact: ChargeFact,
  trigger: Trigger,
): PaymentDecision<typeof paymentCaptured> | ChargeCall {
  const payment = known ?? unheardOf(trigger.orderId);
  const news = newIn(payment, fact);
  switch (payment.status) {
    case 'awaiting':
      return begin(payment, news, trigger);
    case 'charging':
      return payment.claimedBy === trigger.messageId
        ? { call: requestOf(payment) }
        : ignored('another message makes the call');
    case 'captured':
    case 'declined':
    case 'voided':
      return remember(payment, news, `the payment is ${payment.status} already`);
    default:
      return payment.status satisfies never;
  }
}

function begin(
  payment: Payment,
  news: Partial<Payment> | undefined,
  { messageId, now }: Trigger,
): PaymentDecision<typeof paymentCaptured> | ChargeCall {
  const learned = { ...payment, ...news };
  const terms = termsOf(learned);
  if (terms === undefined || !learned.reserved || learned.cancelled) {
    return remember(payment, news, 'the facts are known already and do not suffice yet');
  }
  if (terms.amount.amount === 0) return captured(learned, 'nothing-owed', now);
  const charging = changed(learned, { status: 'charging', claimedBy: messageId, claimedAt: now });
  return { save: { payments: [charging] }, call: requestOf(charging) };
}

function remember(
  payment: Payment,
  news: Partial<Payment> | undefined,
  nothingNew: string,
): PaymentDecision {
  if (news === undefined) return ignored(nothingNew);
  return { save: { payments: [changed(payment, news)] } };
}

function newIn(payment: Payment, fact: ChargeFact): Partial<Payment> | undefined {
  if (fact.kind === 'reserved') return payment.reserved ? undefined : { reserved: true };
  if (payment.amount !== null) return undefined;
  const { amount, paymentMethod, customerId } = fact;
  return { amount: amount.amount, currency: amount.currency, paymentMethod, customerId };
}

function requestOf(payment: Payment): ChargeRequest {
  const { amount, paymentMethod } = knownTerms(payment);
  const { orderId, cancelled, claimedAt } = payment;
  if (claimedAt === null) throw new Error(`payment of ${orderId} is charging, but never claimed`);
  const kind = cancelled ? 'void' : 'charge';
  return { kind, orderId, amount, paymentMethod, begunAt: claimedAt };
}
