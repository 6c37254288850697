import type { refundRequested } from '@murmuration/contracts';
import { ignored, type PaymentDecision } from './decision.ts';
import { changed, unheardOf, type Payment } from './payment.ts';
import { requestRemainder } from './refund.ts';

/**
 * The order is cancelled: what was captured goes back, what was not begun never will be. A charge under way is
 * only marked: whoever concludes it sees the mark, and refunds what was captured.
 */
export function settleCancelled(
  known: Payment | undefined,
  orderId: string,
  now: Date,
): PaymentDecision<typeof refundRequested> {
  const payment = known ?? unheardOf(orderId);
  if (payment.cancelled) return ignored('the cancellation is known already');
  switch (payment.status) {
    case 'awaiting':
      return save(changed(payment, { status: 'voided', cancelled: true }));
    case 'charging':
      return save(changed(payment, { cancelled: true }));
    case 'captured':
      return giveBack(payment, now);
    case 'declined':
    case 'voided':
      return ignored(`the payment is ${payment.status}: there is nothing to give back`);
    default:
      return payment.status satisfies never;
  }
}

function giveBack(payment: Payment, now: Date): PaymentDecision<typeof refundRequested> {
  const back = requestRemainder(payment, now);
  if (back === undefined) return save(changed(payment, { cancelled: true }));
  return { save: { payments: [back.payment], refunds: [back.refund] }, emit: [back.event] };
}

function save(payment: Payment): PaymentDecision {
  return { save: { payments: [payment] } };
}
