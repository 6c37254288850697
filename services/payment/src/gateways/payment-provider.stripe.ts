import { circuit, type CircuitOptions } from '@murmuration/choreography';
import type { Stripe } from 'stripe';
import type { RefundRequest } from '../domain/perform-refund.ts';
import type { Charge, PaymentProvider } from './payment-provider.port.ts';
import { classified, declineOr } from './stripe-errors.ts';
import { cancelIntent, confirmIntent, createIntent, endOf, findIntent } from './stripe-intents.ts';
import { type AskUnderKey, keysAtAge } from './stripe-keys.ts';
import { createRefund, findRefund, resultOf } from './stripe-refunds.ts';

/*
 * A charge is two requests: an intent is created, then confirmed. An order in doubt that is cancelled meanwhile can so be
 * resolved without ever charging it: creating under the same key yields the same intent, which is cancelled then.
 *
 * S1  One order, one intent that is ever confirmed: the key `create:<orderId>`; beyond the day that Stripe keeps keys, the intent is looked for first.
 * S2  An intent is charged at most once, whatever we repeat: Stripe confirms none that has succeeded or is cancelled.
 * S3  One refund id, one refund: the key `refund:<refundId>`; beyond that day, the refund is looked for first.
 * S4  A failure (5xx) says nothing of what was carried out, and its key says the same for a day. So we look; what may be asked for twice is asked for under another key.
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
  const ageOf = ({ begunAt }: { readonly begunAt: Date }): number => now() - begunAt.getTime();
  const keysOf = (charge: Charge): AskUnderKey => keysAtAge(ageOf(charge));

  const intentOf = async (charge: Charge): Promise<Stripe.PaymentIntent> => {
    const found = ageOf(charge) > KEYS_HOLD_MS ? await findIntent(stripe, charge) : undefined;
    return found ?? createIntent(stripe, charge, keysOf(charge));
  };

  const refundOf = async (refund: RefundRequest): Promise<Stripe.Refund> => {
    const found = ageOf(refund) > KEYS_HOLD_MS ? await findRefund(stripe, refund) : undefined;
    return found ?? createRefund(stripe, refund);
  };

  return {
    charge: (charge, signal) =>
      call(async () => {
        const intent = await intentOf(charge).catch(declineOr);
        if ('kind' in intent) return intent;
        signal.throwIfAborted();
        if (intent.status !== 'requires_confirmation') return endOf(intent);
        const confirming = confirmIntent(stripe, intent.id, keysOf(charge));
        const confirmed = await confirming.catch(declineOr);
        return 'kind' in confirmed ? confirmed : endOf(confirmed);
      }, signal),
    void: (charge, signal) =>
      call(async () => {
        const intent = await intentOf(charge).catch(declineOr);
        // What could not even be created will never be charged.
        if ('kind' in intent) return { kind: 'voided' };
        return endOf(await cancelIntent(stripe, intent.id, keysOf(charge)).catch(fail));
      }, signal),
    refund: (refund, signal) =>
      call(async () => resultOf(await refundOf(refund).catch(fail)), signal),
  };
}

function fail(error: unknown): never {
  throw classified(error);
}
