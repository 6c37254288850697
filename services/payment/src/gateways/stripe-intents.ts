import { UnavailableError } from '@murmuration/choreography';
import type { Stripe } from 'stripe';
import type { ChargeResult } from '../domain/conclude-charge.ts';
import type { Charge } from './payment-provider.port.ts';
import { stripeAmount } from './stripe-amount.ts';
import { intentIn, isServerFailure } from './stripe-errors.ts';
import type { AskUnderKey } from './stripe-keys.ts';

/** Creates the order's intent, or tells the one that was created before. What a failing request has created is told to nobody, and never confirmed. */
export function createIntent(
  stripe: Stripe,
  { orderId, amount, paymentMethod }: Charge,
  underKey: AskUnderKey,
): Promise<Stripe.PaymentIntent> {
  return underKey(`create:${orderId}`, (idempotencyKey) =>
    stripe.paymentIntents.create(
      {
        amount: stripeAmount(amount),
        currency: amount.currency.toLowerCase(),
        payment_method: paymentMethod,
        // Cards, and whatever else is settled without sending the customer elsewhere.
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata: { orderId },
      },
      { idempotencyKey },
    ),
  );
}

const MOST_FOUND = 100;

/** The order's intent, when Stripe has forgotten its key: of several the one that got furthest, and of those the last. */
export async function findIntent(
  stripe: Stripe,
  { orderId }: Charge,
): Promise<Stripe.PaymentIntent | undefined> {
  const query = `metadata['orderId']:'${orderId}'`;
  const { data } = await stripe.paymentIntents.search({ query, limit: MOST_FOUND });
  return data.toSorted((a, b) => progressOf(b) - progressOf(a) || b.created - a.created)[0];
}

/** From what was never confirmed to what nothing can change any more. A state that Stripe has added since counts as under way. */
const PROGRESS: Readonly<Record<string, number>> = {
  requires_confirmation: 0,
  requires_payment_method: 1,
  canceled: 2,
  succeeded: 4,
};

const progressOf = ({ status }: Stripe.PaymentIntent): number => PROGRESS[status] ?? 3;

/** Takes the money: the intent as it is after that. */
export function confirmIntent(
  stripe: Stripe,
  id: string,
  underKey: AskUnderKey,
): Promise<Stripe.PaymentIntent> {
  // Nobody is there to answer a question of the bank's: a card that needs one is declined.
  const parameters = { error_on_requires_action: true };
  const confirming = underKey(`confirm:${id}`, (idempotencyKey) =>
    stripe.paymentIntents.confirm(id, parameters, { idempotencyKey }),
  );
  return settled(stripe, id, confirming);
}

/** Makes sure that the money is never taken, if it has not been: the intent as it is after that. */
export function cancelIntent(
  stripe: Stripe,
  id: string,
  underKey: AskUnderKey,
): Promise<Stripe.PaymentIntent> {
  const cancelling = underKey(`void:${id}`, (idempotencyKey) =>
    stripe.paymentIntents.cancel(id, {}, { idempotencyKey }),
  );
  return settled(stripe, id, cancelling);
}

/** The intent after a request that may find it at its end, or be carried out and fail. */
async function settled(
  stripe: Stripe,
  id: string,
  request: Promise<Stripe.PaymentIntent>,
): Promise<Stripe.PaymentIntent> {
  try {
    return await request;
  } catch (error) {
    const ended = intentIn(error);
    if (ended !== undefined) return ended;
    if (isServerFailure(error)) return await stripe.paymentIntents.retrieve(id);
    throw error;
  }
}

/** How the intent ended. Throws `UnavailableError` while it has not. */
export function endOf(intent: Stripe.PaymentIntent): ChargeResult {
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
