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

/** What has become of a refund; one that is under way counts as given back until Stripe tells that it has failed. */
export function resultOf({ id, status, failure_reason: reason }: Stripe.Refund): RefundResult {
  const isOver = status === 'failed' || status === 'canceled';
  if (isOver) return { kind: 'failed', providerReference: id, reason: reason ?? status };
  return { kind: 'refunded', providerReference: id };
}
