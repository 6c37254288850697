import {
  circuit,
  type CircuitOptions,
  TerminalError,
  UnavailableError,
} from '@murmuration/choreography';
import type { Stripe } from 'stripe';
import type { ChargeResult } from '../domain/conclude-charge.ts';
import type { RefundRequest, RefundResult } from '../domain/perform-refund.ts';
import type { Charge, PaymentProvider } from './payment-provider.port.ts';
import { stripeAmount } from './stripe-amount.ts';
import { classified, intentIn, isServerFailure, refusalIn } from './stripe-errors.ts';

/*
 * A charge is two requests: an intent is created, then confirmed. An order in doubt that is cancelled meanwhile can so be
 * resolved without ever charging it: creating under the same key yields the same intent, which is cancelled then.
 *
 * S1  One order, one intent: the key `create:<orderId>`; beyond the day that Stripe keeps keys, the intent is looked for first.
 * S2  An intent is charged at most once, whatever we repeat: Stripe confirms none that has succeeded or is cancelled.
 * S3  One refund id, one refund: the key `refund:<refundId>`; beyond that day, the refund is looked for first.
 */

/** Stripe forgets idempotency keys after 24 hours at the earliest. */
const KEYS_HOLD_MS = 23 * 60 * 60 * 1_000;

export interface StripeProviderOptions {
  readonly circuit?: CircuitOptions;
  /** Milliseconds since the epoch. Default: the clock of this machine. */
  readonly now?: () => number;
}

/** The payment provider Stripe. */
export function stripeProvider(
  stripe: Stripe,
  options: StripeProviderOptions = {},
): PaymentProvider {
  const call = circuit('Stripe', options.circuit);
  const now = options.now ?? Date.now;
  const keysAreForgotten = (begunAt: Date): boolean => now() - begunAt.getTime() > KEYS_HOLD_MS;

  const intentOf = async (charge: Charge): Promise<Stripe.PaymentIntent> => {
    const found = keysAreForgotten(charge.begunAt) ? await findIntent(stripe, charge) : undefined;
    return found ?? createIntent(stripe, charge);
  };

  const refundOf = async (refund: RefundRequest): Promise<Stripe.Refund> => {
    const found = keysAreForgotten(refund.begunAt) ? await findRefund(stripe, refund) : undefined;
    return found ?? createRefund(stripe, refund);
  };

  return {
    charge: (charge, signal) =>
      call(async () => {
        const intent = await intentOf(charge).catch(declineOr);
        if ('kind' in intent) return intent;
        signal.throwIfAborted();
        return intent.status === 'requires_confirmation'
          ? confirm(stripe, intent.id, charge.orderId)
          : resultOf(intent);
      }, signal),
    void: (charge, signal) =>
      call(async () => {
        const intent = await intentOf(charge).catch(declineOr);
        // What could not even be created will never be charged.
        return 'kind' in intent ? { kind: 'voided' } : cancel(stripe, intent.id, charge.orderId);
      }, signal),
    refund: (refund, signal) =>
      call(async () => givenBack(await refundOf(refund).catch(fail)), signal),
  };
}

function fail(error: unknown): never {
  throw classified(error);
}

function declineOr(error: unknown): ChargeResult {
  const refusal = refusalIn(error);
  return refusal === undefined ? fail(error) : { kind: 'declined', ...refusal };
}

function createIntent(stripe: Stripe, charge: Charge): Promise<Stripe.PaymentIntent> {
  const { orderId, amount, paymentMethod } = charge;
  return stripe.paymentIntents.create(
    {
      amount: stripeAmount(amount),
      currency: amount.currency.toLowerCase(),
      payment_method: paymentMethod,
      // Cards, and whatever else is settled without sending the customer elsewhere.
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: { orderId },
    },
    { idempotencyKey: `create:${orderId}` },
  );
}

async function findIntent(
  stripe: Stripe,
  { orderId }: Charge,
): Promise<Stripe.PaymentIntent | undefined> {
  const query = `metadata['orderId']:'${orderId}'`;
  const { data } = await stripe.paymentIntents.search({ query, limit: 1 });
  return data[0];
}

async function confirm(stripe: Stripe, intentId: string, orderId: string): Promise<ChargeResult> {
  try {
    const options = { idempotencyKey: `confirm:${orderId}` };
    // Nobody is there to answer a question of the bank's: a card that needs one is declined.
    const parameters = { error_on_requires_action: true };
    return resultOf(await stripe.paymentIntents.confirm(intentId, parameters, options));
  } catch (error) {
    const ended = intentIn(error);
    if (ended !== undefined) return resultOf(ended);
    // The same key would be told the same failure again, although the charge may have been carried out.
    if (isServerFailure(error)) return lookAt(stripe, intentId);
    return declineOr(error);
  }
}

async function cancel(stripe: Stripe, intentId: string, orderId: string): Promise<ChargeResult> {
  try {
    const options = { idempotencyKey: `void:${orderId}` };
    return resultOf(await stripe.paymentIntents.cancel(intentId, {}, options));
  } catch (error) {
    const ended = intentIn(error);
    if (ended !== undefined) return resultOf(ended);
    return isServerFailure(error) ? lookAt(stripe, intentId) : fail(error);
  }
}

async function lookAt(stripe: Stripe, intentId: string): Promise<ChargeResult> {
  return resultOf(await stripe.paymentIntents.retrieve(intentId).catch(fail));
}

/** How the intent ended. Throws `UnavailableError` while it has not. */
function resultOf(intent: Stripe.PaymentIntent): ChargeResult {
  switch (intent.status) {
    case 'succeeded':
      return { kind: 'captured', providerReference: intent.id };
    case 'canceled':
      return { kind: 'voided' };
    case 'requires_payment_method':
      return declineOf(intent);
    case 'processing':
    case 'requires_action':
    case 'requires_capture':
    case 'requires_confirmation':
    default: // Stripe may add states; none of them is an end that we know.
      throw new UnavailableError(`Stripe: payment ${intent.id} is still ${intent.status}`);
  }
}

function declineOf({ last_payment_error: error }: Stripe.PaymentIntent): ChargeResult {
  const code = error?.decline_code ?? error?.code ?? 'card_declined';
  return { kind: 'declined', code, message: error?.message ?? 'The card was declined.' };
}

function createRefund(stripe: Stripe, refund: RefundRequest): Promise<Stripe.Refund> {
  const { refundId, orderId, amount, paymentReference } = refund;
  return stripe.refunds.create(
    {
      payment_intent: paymentReference,
      amount: stripeAmount(amount),
      metadata: { refundId, orderId },
    },
    { idempotencyKey: `refund:${refundId}` },
  );
}

async function findRefund(
  stripe: Stripe,
  { refundId, paymentReference }: RefundRequest,
): Promise<Stripe.Refund | undefined> {
  for await (const refund of stripe.refunds.list({ payment_intent: paymentReference })) {
    if (refund.metadata?.['refundId'] === refundId) return refund;
  }
  return undefined;
}

function givenBack({ id, status, failure_reason: reason }: Stripe.Refund): RefundResult {
  if (status === 'failed' || status === 'canceled') {
    throw new TerminalError(`Stripe: refund ${id} has ${status}: ${reason ?? 'no reason given'}`);
  }
  return { providerReference: id };
}
