import { TerminalError, UnavailableError } from '@murmuration/choreography';
import { Stripe } from 'stripe';
import type { ChargeResult } from '../domain/conclude-charge.ts';

const { errors } = Stripe;
type StripeFailure = InstanceType<typeof errors.StripeError>;

/** Parameters that come from the customer's order: when Stripe refuses one, the customer cannot pay this way. */
const CUSTOMERS_PARAMETERS = new Set(['amount', 'currency', 'payment_method']);

/** The decline that an error tells: the card was declined, or the order's sum or card cannot be charged at all. Another error is thrown, as the runtime understands it. */
export function declineOr(error: unknown): ChargeResult {
  const refusal = refusalIn(error);
  if (refusal === undefined) throw classified(error);
  return { kind: 'declined', ...refusal };
}

/** Why a charge was refused, in the provider's words. */
interface Refusal {
  readonly code: string;
  readonly message: string;
}

function refusalIn(error: unknown): Refusal | undefined {
  if (error instanceof errors.StripeCardError) {
    return { code: error.decline_code ?? error.code ?? 'card_declined', message: error.message };
  }
  if (!(error instanceof errors.StripeInvalidRequestError)) return undefined;
  if (!CUSTOMERS_PARAMETERS.has(error.param ?? '')) return undefined;
  return { code: error.code ?? 'invalid_payment', message: error.message };
}

/** The intent as it is, when an operation was refused because the intent had come to its end before. */
export function intentIn(error: unknown): Stripe.PaymentIntent | undefined {
  if (!(error instanceof errors.StripeInvalidRequestError)) return undefined;
  return error.code === 'payment_intent_unexpected_state' ? error.payment_intent : undefined;
}

/** Whether Stripe itself failed while it worked on the request: it may have been carried out. */
export function isServerFailure(error: unknown): error is StripeFailure {
  return error instanceof errors.StripeError && (error.statusCode ?? 0) >= 500;
}

/** Whether Stripe tells of a failure again that it has told under this key before; the request was not looked at. */
export function isRepeatedFailure(error: unknown): boolean {
  return isServerFailure(error) && error.headers?.['idempotent-replayed'] === 'true';
}

/** Whether asking again later will tell the outcome: no answer, a failing or busy Stripe, or the same request still under way. */
function isTemporary(error: StripeFailure): boolean {
  const status = error.statusCode;
  return status === undefined || status >= 500 || status === 429 || status === 409;
}

/** The error that the runtime understands. */
export function classified(error: unknown): Error {
  if (!(error instanceof errors.StripeError)) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const text = `Stripe: ${error.message}${error.requestId === undefined ? '' : ` (${error.requestId})`}`;
  return isTemporary(error)
    ? new UnavailableError(text, { cause: error })
    : new TerminalError(text, { cause: error });
}
