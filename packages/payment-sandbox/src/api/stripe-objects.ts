import type { Charge, Intent, Refund } from '../domain/records.ts';

/** The API version that events are written in. */
export const API_VERSION = '2026-10-28.endive';

const seconds = (ms: number): number => Math.floor(ms / 1_000);

/** Stripe's PaymentIntent. */
export function paymentIntentObject(intent: Intent) {
  return {
    id: intent.id,
    object: 'payment_intent',
    amount: intent.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: intent.amountReceived,
    application: null,
    canceled_at: intent.canceledAt === null ? null : seconds(intent.canceledAt),
    cancellation_reason: intent.cancellationReason,
    capture_method: 'automatic',
    client_secret: `${intent.id}_secret_sandbox`,
    confirmation_method: 'automatic',
    created: seconds(intent.createdAt),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    last_payment_error: intent.lastPaymentError,
    latest_charge: intent.latestCharge,
    livemode: false,
    metadata: intent.metadata,
    next_action: null,
    payment_method: intent.paymentMethod,
    payment_method_types: ['card'],
    receipt_email: null,
    status: intent.status,
  };
}

/** Stripe's Charge; its metadata are those of its intent. */
export function chargeObject(charge: Charge, metadata: Record<string, string>) {
  const succeeded = charge.status === 'succeeded';
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: succeeded ? charge.amount : 0,
    amount_refunded: charge.amountRefunded,
    captured: succeeded,
    created: seconds(charge.createdAt),
    currency: charge.currency,
    disputed: false,
    failure_code: charge.failureCode,
    failure_message: charge.failureMessage,
    livemode: false,
    metadata,
    paid: succeeded,
    payment_intent: charge.intentId,
    payment_method: charge.paymentMethod,
    refunded: charge.amountRefunded === charge.amount,
    status: charge.status,
  };
}

/** Stripe's Refund. */
export function refundObject(refund: Refund) {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: null,
    charge: refund.chargeId,
    created: seconds(refund.createdAt),
    currency: refund.currency,
    metadata: refund.metadata,
    payment_intent: refund.intentId,
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    ...statusOf(refund),
    transfer_reversal: null,
  };
}

function statusOf({ failureReason }: Refund) {
  if (failureReason === null) return { status: 'succeeded' };
  return { status: 'failed', failure_reason: failureReason };
}

/** The kinds of events that are sent to the webhook endpoint. */
export type EventType =
  | 'payment_intent.succeeded'
  | 'payment_intent.payment_failed'
  | 'payment_intent.canceled'
  | 'charge.refunded'
  | 'refund.failed';

/** Stripe's Event, the body of a webhook. */
export function eventObject(event: {
  readonly id: string;
  readonly type: EventType;
  readonly object: object;
  readonly at: number;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
}) {
  return {
    id: event.id,
    object: 'event',
    api_version: API_VERSION,
    created: seconds(event.at),
    data: { object: event.object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: event.requestId, idempotency_key: event.idempotencyKey },
    type: event.type,
  };
}
