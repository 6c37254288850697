import type { Intent } from '../domain/records.ts';
import {
  cancelIntent,
  confirmIntent,
  refundCharge,
  type Refusal,
} from '../domain/payment-intent.ts';
import { RequestRefused, resourceMissing, type StripeErrorBody } from '../domain/stripe-error.ts';
import {
  declineOf,
  GENERIC_DECLINE,
  requireTestPaymentMethod,
  type Decline,
} from '../domain/test-payment-methods.ts';
import type {
  CancelIntentParams,
  ConfirmIntentParams,
  CreateIntentParams,
  CreateRefundParams,
} from './params.ts';
import { chargeObject, paymentIntentObject, refundObject } from './stripe-objects.ts';
import type { LedgerStore } from '../store/ledger.store.ts';
import { stripeId } from './stripe-id.ts';
import type { WebhookEvents } from '../webhooks/webhook-events.ts';

/** What a call is answered with. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** The circumstances of one call. */
export interface CallContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  /** A fault rule asks to decline whatever the payment method says. */
  readonly declineAll: boolean;
}

function ok(body: object): Answer {
  return { status: 200, body };
}

function failed(status: number, error: StripeErrorBody): Answer {
  return { status, body: { error } };
}

function refused({ code, message, param }: Refusal, intent: Intent): Answer {
  return failed(400, {
    type: 'invalid_request_error',
    code,
    message,
    ...(param === undefined ? {} : { param }),
    payment_intent: paymentIntentObject(intent),
  });
}

function cardError(decline: Decline, intent: Intent, charge: string): Answer {
  return failed(402, {
    type: 'card_error',
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    charge,
    payment_intent: paymentIntentObject(intent),
  });
}

/**
 * Executes the calls of the API: loads, decides, writes, and records what webhooks will tell.
 * Every method belongs inside `Database.write`, and throws RequestRefused before it writes.
 */
export class PaymentOperations {
  readonly #ledger: LedgerStore;
  readonly #events: WebhookEvents;

  constructor(ledger: LedgerStore, events: WebhookEvents) {
    this.#ledger = ledger;
    this.#events = events;
  }

  createIntent(params: CreateIntentParams, context: CallContext): Answer {
    const method = params.payment_method;
    if (method !== undefined) requireTestPaymentMethod(method);
    if (params.confirm && method === undefined) throw missingMethod();
    const intent: Intent = {
      id: stripeId('pi'),
      orderId: params.metadata['orderId'] ?? null,
      amount: params.amount,
      amountReceived: 0,
      currency: params.currency,
      status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
      paymentMethod: method ?? null,
      latestCharge: null,
      metadata: params.metadata,
      description: params.description ?? null,
      lastPaymentError: null,
      cancellationReason: null,
      canceledAt: null,
      createdAt: context.now,
    };
    this.#ledger.saveIntent(intent);
    return params.confirm
      ? this.#confirm(intent, method, context)
      : ok(paymentIntentObject(intent));
  }

  confirmIntent(id: string, params: ConfirmIntentParams, context: CallContext): Answer {
    const intent = this.#intent(id);
    if (params.payment_method !== undefined) requireTestPaymentMethod(params.payment_method);
    return this.#confirm(intent, params.payment_method, context);
  }

  cancelIntent(id: string, params: CancelIntentParams, context: CallContext): Answer {
    const intent = this.#intent(id);
    const reason = params.cancellation_reason ?? null;
    const outcome = cancelIntent(intent, { reason, at: context.now });
    if (outcome.kind === 'refused') return refused(outcome, intent);
    this.#ledger.saveIntent(outcome.intent);
    const object = paymentIntentObject(outcome.intent);
    this.#events.record('payment_intent.canceled', object, intent.orderId, context);
    return ok(object);
  }

  refund(params: CreateRefundParams, context: CallContext): Answer {
    const intent = this.#intent(params.payment_intent, 'payment_intent');
    const charge =
      intent.status === 'succeeded' ? this.#ledger.charge(intent.latestCharge ?? '') : undefined;
    if (charge === undefined) return nothingToRefund(intent);
    const outcome = refundCharge(charge, {
      refundId: stripeId('re'),
      amount: params.amount,
      reason: params.reason ?? null,
      metadata: params.metadata,
      at: context.now,
    });
    if (outcome.kind === 'refused') return refused(outcome, intent);
    this.#ledger.saveCharge(outcome.charge);
    this.#ledger.saveRefund(outcome.refund);
    const refundedCharge = chargeObject(outcome.charge, intent.metadata);
    this.#events.record('charge.refunded', refundedCharge, intent.orderId, context);
    return ok(refundObject(outcome.refund));
  }

  #confirm(intent: Intent, paymentMethod: string | undefined, context: CallContext): Answer {
    const outcome = confirmIntent(intent, {
      paymentMethod,
      chargeId: stripeId('ch'),
      at: context.now,
      decide: (method) => (context.declineAll ? GENERIC_DECLINE : declineOf(method)),
    });
    if (outcome.kind === 'refused') return refused(outcome, intent);
    this.#ledger.saveIntent(outcome.intent);
    this.#ledger.saveCharge(outcome.charge);
    const object = paymentIntentObject(outcome.intent);
    if (outcome.kind === 'declined') {
      this.#events.record('payment_intent.payment_failed', object, intent.orderId, context);
      return cardError(outcome.decline, outcome.intent, outcome.charge.id);
    }
    this.#events.record('payment_intent.succeeded', object, intent.orderId, context);
    return ok(object);
  }

  #intent(id: string, param = 'intent'): Intent {
    const intent = this.#ledger.intent(id);
    if (intent === undefined) throw resourceMissing('payment_intent', id, param, 404);
    return intent;
  }
}

function missingMethod(): RequestRefused {
  return new RequestRefused(400, {
    type: 'invalid_request_error',
    code: 'parameter_missing',
    message: 'You must provide a payment_method when confirm is true.',
    param: 'payment_method',
  });
}

function nothingToRefund(intent: Intent): Answer {
  const message = `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`;
  return refused({ kind: 'refused', code: 'payment_intent_unexpected_state', message }, intent);
}
