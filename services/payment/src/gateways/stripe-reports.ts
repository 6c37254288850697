import { providerReported, refundFailed, type EventDraft } from '@murmuration/contracts';
import type { Stripe } from 'stripe';

/** Records a fact durably; the same id again is the same fact. */
export type RecordReport = (draft: EventDraft, options: { readonly id: string }) => Promise<void>;

/** The kinds of events that tell how a charge has ended. */
export const CHARGE_EVENTS = ['payment_intent.succeeded', 'payment_intent.canceled'] as const;
export const REFUND_FAILED = 'refund.failed';

/** The fact that an event tells, when it tells the end of one of our charges, or that a refund of ours has failed. */
export function reportIn(event: Stripe.Event): EventDraft | undefined {
  const { id, type, data } = event;
  if (type === 'payment_intent.succeeded') return chargeReport(id, data.object, 'captured');
  if (type === 'payment_intent.canceled') return chargeReport(id, data.object, 'voided');
  if (type === REFUND_FAILED) return refundReport(id, data.object);
  return undefined;
}

// Other programs may use the same account: what does not have our ids in it is not ours.

function chargeReport(
  notificationId: string,
  { id: providerReference, metadata }: Stripe.PaymentIntent,
  result: 'captured' | 'voided',
): EventDraft | undefined {
  const orderId = metadata['orderId'];
  if (orderId === undefined) return undefined;
  return providerReported.of({ orderId, notificationId, providerReference, result });
}

function refundReport(
  notificationId: string,
  { id: providerReference, metadata, failure_reason: reason = 'unknown' }: Stripe.Refund,
): EventDraft | undefined {
  const { orderId, refundId } = metadata ?? {};
  if (orderId === undefined || refundId === undefined) return undefined;
  return refundFailed.of({ orderId, refundId, notificationId, providerReference, reason });
}
