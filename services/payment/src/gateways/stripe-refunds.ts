import { TerminalError } from '@murmuration/choreography';
import type { Stripe } from 'stripe';
import type { RefundRequest, RefundResult } from '../domain/perform-refund.ts';
import { stripeAmount } from './stripe-amount.ts';
import { isServerFailure } from './stripe-errors.ts';

/**
 * Gives money back, or tells the refund that was made before. When Stripe fails it may have been made, so it is looked for. If it is not there, nobody asks for it under
 * another key, since Stripe may still make it: the failure is thrown, until the key is forgotten.
 */
export async function createRefund(stripe: Stripe, refund: RefundRequest): Promise<Stripe.Refund> {
  const { refundId, orderId, amount, paymentReference } = refund;
  try {
    return await stripe.refunds.create(
      {
        payment_intent: paymentReference,
        amount: stripeAmount(amount),
        metadata: { refundId, orderId },
      },
      { idempotencyKey: `refund:${refundId}` },
    );
  } catch (error) {
    const made = isServerFailure(error) ? await findRefund(stripe, refund) : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

/** The refund that was made, if it was. */
export async function findRefund(
  stripe: Stripe,
  { refundId, paymentReference }: RefundRequest,
): Promise<Stripe.Refund | undefined> {
  for await (const refund of stripe.refunds.list({ payment_intent: paymentReference })) {
    if (refund.metadata?.['refundId'] === refundId) return refund;
  }
  return undefined;
}

/** Throws `TerminalError` when the money came back to us. */
export function givenBack({ id, status, failure_reason: reason }: Stripe.Refund): RefundResult {
  if (status === 'failed' || status === 'canceled') {
    throw new TerminalError(`Stripe: refund ${id} has ${status}: ${reason ?? 'no reason given'}`);
  }
  return { providerReference: id };
}
