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
  readonly reservedAt: Date;
  readonly now: Date;
  /** Whether it was delivered before, so that the provider may have been asked without our knowing any more. */
  readonly isRepeated: boolean;
}

/** What is asked of the provider: to take the money, or to make sure that it will never be taken. */
export interface ChargeRequest {
  readonly kind: 'charge' | 'void';
  readonly orderId: string;
  readonly amount: Terms['amount'];
  readonly paymentMethod: string;
  /** Not later than the provider was first asked; the same on every repetition. */
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
        ? { call: requestOf(payment, trigger) }
        : ignored('another message makes the call');
    case 'voided':
      return trigger.isRepeated ? undo(payment, terms, trigger) : rememberTerms(payment, terms);
    case 'captured':
    case 'declined':
      return ignored(`the payment is ${payment.status} already`);
    default:
      return payment.status satisfies never;
  }
}

function begin(
  payment: Payment,
  trigger: Trigger,
): PaymentDecision<typeof paymentCaptured> | ChargeCall {
  if (payment.amount === 0) return captured(payment, 'nothing-owed', trigger.now);
  const charging = changed(payment, { status: 'charging', claimedBy: trigger.messageId });
  return { save: { payments: [charging] }, call: requestOf(charging, trigger) };
}

/** A cancelled order is not charged; its terms are kept for the case that the provider has its money after all. */
function rememberTerms(payment: Payment, terms: Terms): PaymentDecision {
  if (termsOf(payment) !== undefined) return ignored('the payment is voided already');
  return { save: { payments: [changed(withTerms(payment, terms), {})] } };
}

/**
 * A repeated message of a cancelled order, whose charge we know nothing of: it may have been begun and forgotten with a machine. The provider is
 * asked to make sure that it is never charged; if it was, the customer gets the money back.
 */
function undo(payment: Payment, terms: Terms, trigger: Trigger): PaymentDecision | ChargeCall {
  if (termsOf(payment) !== undefined) return ignored('the payment is voided already');
  return { call: requestOf(withTerms(payment, terms), trigger) };
}

function requestOf(payment: Payment, { reservedAt }: Trigger): ChargeRequest {
  const { orderId, cancelled } = payment;
  const { amount, paymentMethod } = knownTerms(payment);
  const kind = cancelled ? 'void' : 'charge';
  return { kind, orderId, amount, paymentMethod, begunAt: reservedAt };
}
