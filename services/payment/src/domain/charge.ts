import type { paymentCaptured } from '@murmuration/contracts';
import { captured } from './conclude-charge.ts';
import { ignored, type PaymentDecision } from './decision.ts';
import {
  changed,
  knownTerms,
  withTerms,
  termsOf,
  unheardOf,
  type Payment,
  type Terms,
} from './payment.ts';

/** The message that asks for a charge. */
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

/** The stock is set aside: charges for it, unless the order is cancelled or somebody is at it already. */
export function decideCharge(
  known: Payment | undefined,
  terms: Terms,
  trigger: Trigger,
): PaymentDecision<typeof paymentCaptured> | ChargeCall {
  const payment = known ?? unheardOf(trigger.orderId);
  switch (payment.status) {
    case 'awaiting':
      return begin(withTerms(payment, terms), trigger);
    case 'charging':
      return payment.claimedBy === trigger.messageId
        ? { call: requestOf(payment) }
        : ignored('another message makes the call');
    case 'voided':
      return rememberTerms(payment, terms);
    case 'captured':
    case 'declined':
      return ignored(`the payment is ${payment.status} already`);
    default:
      return payment.status satisfies never;
  }
}

function begin(
  payment: Payment,
  { messageId, now }: Trigger,
): PaymentDecision<typeof paymentCaptured> | ChargeCall {
  if (payment.amount === 0) return captured(payment, 'nothing-owed', now);
  const charging = changed(payment, { status: 'charging', claimedBy: messageId, claimedAt: now });
  return { save: { payments: [charging] }, call: requestOf(charging) };
}

/** A cancelled order is not charged; its terms are kept for the case that the provider has its money after all. */
function rememberTerms(payment: Payment, terms: Terms): PaymentDecision {
  if (termsOf(payment) !== undefined) return ignored('the payment is voided already');
  return { save: { payments: [changed(withTerms(payment, terms), {})] } };
}

function requestOf(payment: Payment): ChargeRequest {
  const { amount, paymentMethod } = knownTerms(payment);
  const { orderId, cancelled, claimedAt } = payment;
  if (claimedAt === null) throw new Error(`payment of ${orderId} is charging, but never claimed`);
  const kind = cancelled ? 'void' : 'charge';
  return { kind, orderId, amount, paymentMethod, begunAt: claimedAt };
}
