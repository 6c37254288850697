import type { Charge, Intent, Refund } from './records.ts';
import type { Decline } from './test-payment-methods.ts';

/*
 * The life of an intent:
 *
 *   requires_payment_method ──▶ requires_confirmation ──confirm──▶ succeeded
 *            ▲    │                    │        │
 *            └────┼───── declined ─────┘        └──cancel──▶ canceled
 *                 └──confirm with a method──▶ …
 *
 * Every decision is pure: ids and times are given, the outcome is a value.
 */

/** An operation that the present state does not allow; 400 at Stripe. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: string;
  readonly message: string;
  readonly param?: string;
}

export interface ConfirmInput {
  readonly paymentMethod: string | undefined;
  readonly chargeId: string;
  readonly at: number;
  /** What the card network says about the method; null = approved. */
  readonly decide: (paymentMethod: string) => Decline | null;
}

export type ConfirmOutcome =
  | Refusal
  | { readonly kind: 'charged'; readonly intent: Intent; readonly charge: Charge }
  | {
      readonly kind: 'declined';
      readonly intent: Intent;
      readonly charge: Charge;
      readonly decline: Decline;
    };

const CANCELABLE: ReadonlySet<Intent['status']> = new Set([
  'requires_payment_method',
  'requires_confirmation',
]);

function unexpectedState(message: string): Refusal {
  return { kind: 'refused', code: 'payment_intent_unexpected_state', message };
}

function whyNotConfirmable(intent: Intent): Refusal | null {
  if (intent.status === 'succeeded') {
    return unexpectedState(
      'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
    );
  }
  if (intent.status === 'canceled') {
    return unexpectedState(
      'You cannot confirm this PaymentIntent because it has a status of canceled.',
    );
  }
  return null;
}

function newCharge(intent: Intent, method: string, input: ConfirmInput): Charge {
  return {
    id: input.chargeId,
    intentId: intent.id,
    orderId: intent.orderId,
    amount: intent.amount,
    amountRefunded: 0,
    currency: intent.currency,
    status: 'succeeded',
    paymentMethod: method,
    failureCode: null,
    failureMessage: null,
    createdAt: input.at,
  };
}

function charged(intent: Intent, charge: Charge): ConfirmOutcome {
  return {
    kind: 'charged',
    charge,
    intent: {
      ...intent,
      status: 'succeeded',
      amountReceived: charge.amount,
      paymentMethod: charge.paymentMethod,
      latestCharge: charge.id,
      lastPaymentError: null,
    },
  };
}

function declined(intent: Intent, attempt: Charge, decline: Decline): ConfirmOutcome {
  const { code, declineCode, message } = decline;
  return {
    kind: 'declined',
    decline,
    charge: { ...attempt, status: 'failed', failureCode: code, failureMessage: message },
    intent: {
      ...intent,
      status: 'requires_payment_method',
      // Stripe detaches a declined method: the next confirm has to name one.
      paymentMethod: null,
      latestCharge: attempt.id,
      lastPaymentError: {
        type: 'card_error',
        code,
        decline_code: declineCode,
        message,
        charge: attempt.id,
      },
    },
  };
}

/** Takes the money, or says why not. */
export function confirmIntent(intent: Intent, input: ConfirmInput): ConfirmOutcome {
  const refusal = whyNotConfirmable(intent);
  if (refusal !== null) return refusal;
  const method = input.paymentMethod ?? intent.paymentMethod;
  if (method === null) {
    return unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method. Confirm it again with a payment method.",
    );
  }
  const decline = input.decide(method);
  const attempt = newCharge(intent, method, input);
  return decline === null ? charged(intent, attempt) : declined(intent, attempt, decline);
}

/** Gives up an intent that has not taken money. */
export function cancelIntent(
  intent: Intent,
  input: { readonly reason: string | null; readonly at: number },
): Refusal | { readonly kind: 'canceled'; readonly intent: Intent } {
  if (!CANCELABLE.has(intent.status)) {
    return unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. ` +
        'Only a PaymentIntent with one of the following statuses may be canceled: ' +
        'requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.',
    );
  }
  const canceled = { cancellationReason: input.reason, canceledAt: input.at };
  return { kind: 'canceled', intent: { ...intent, status: 'canceled', ...canceled } };
}

export interface RefundInput {
  readonly refundId: string;
  /** Minor units; undefined = all that remains. */
  readonly amount: number | undefined;
  readonly reason: string | null;
  readonly metadata: Record<string, string>;
  readonly at: number;
}

export type RefundOutcome =
  | Refusal
  | { readonly kind: 'refunded'; readonly refund: Refund; readonly charge: Charge };

function whyNotRefundable(charge: Charge, amount: number): Refusal | null {
  const remaining = charge.amount - charge.amountRefunded;
  if (remaining === 0) {
    const message = `Charge ${charge.id} has already been refunded.`;
    return { kind: 'refused', code: 'charge_already_refunded', message };
  }
  if (amount > remaining) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${remaining})`;
    return { kind: 'refused', code: 'amount_too_large', message, param: 'amount' };
  }
  return null;
}

/** Gives back all or part of what a succeeded charge took, never more than it took. */
export function refundCharge(charge: Charge, input: RefundInput): RefundOutcome {
  const amount = input.amount ?? charge.amount - charge.amountRefunded;
  const refusal = whyNotRefundable(charge, amount);
  if (refusal !== null) return refusal;
  const { intentId, orderId, currency } = charge;
  const { reason, metadata, at } = input;
  return {
    kind: 'refunded',
    charge: { ...charge, amountRefunded: charge.amountRefunded + amount },
    refund: {
      id: input.refundId,
      chargeId: charge.id,
      intentId,
      orderId,
      amount,
      currency,
      reason,
      failureReason: null,
      metadata,
      createdAt: at,
    },
  };
}

export type RefundFailure =
  | { readonly kind: 'failed-before' }
  | { readonly kind: 'failed'; readonly refund: Refund; readonly charge: Charge };

/**
 * The customer's bank sends the money of a refund back: its charge can be refunded again.
 * A refund fails once; what failed before keeps its first reason.
 */
export function failRefund(refund: Refund, charge: Charge, reason: string): RefundFailure {
  if (refund.failureReason !== null) return { kind: 'failed-before' };
  return {
    kind: 'failed',
    charge: { ...charge, amountRefunded: charge.amountRefunded - refund.amount },
    refund: { ...refund, failureReason: reason },
  };
}
