import { changed, unheardOf, withTerms, type Payment } from './payment.ts';
import { requestRefund, type Refund } from './refund.ts';

/* Payments at each stage of their life, for the tests. */

export const now = new Date('2026-01-05T09:00:05.000Z');
export const reservedAt = new Date('2026-01-05T09:00:01.000Z');

export const terms = {
  amount: { amount: 1_380, currency: 'EUR' },
  lines: [{ sku: 'tea-001', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } }],
  paymentMethod: 'pm_card_visa',
  customerId: 'c-1',
};

export const charging: Payment = changed(withTerms(unheardOf('o-1'), terms), {
  status: 'charging',
  claimedBy: 'm-1',
});

export const cancelledWhileCharging: Payment = changed(charging, { cancelled: true });

export const capturedPayment: Payment = changed(charging, {
  status: 'captured',
  captured: 1_380,
  providerReference: 'pi_1',
});

export const declinedPayment: Payment = changed(charging, { status: 'declined' });

export const voidedPayment: Payment = changed(unheardOf('o-1'), {
  status: 'voided',
  cancelled: true,
});

const asked = requestRefund(
  capturedPayment,
  { refundId: 'r-1', amount: 690, reason: 'one bag was torn' },
  now,
);
export const refunding: Payment = asked.payment;
export const requestedRefund: Refund = asked.refund;
