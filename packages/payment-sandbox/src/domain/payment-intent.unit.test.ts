import { expect, test } from 'vitest';
import { cancelIntent, confirmIntent, failRefund, refundCharge } from './payment-intent.ts';
import type { Charge, Intent, Refund } from './records.ts';
import { declineOf } from './test-payment-methods.ts';

const INTENT: Intent = {
  id: 'pi_1',
  orderId: 'order-1',
  amount: 1_000,
  amountReceived: 0,
  currency: 'eur',
  status: 'requires_payment_method',
  paymentMethod: null,
  latestCharge: null,
  metadata: {},
  description: null,
  lastPaymentError: null,
  cancellationReason: null,
  canceledAt: null,
  createdAt: 1,
};

const confirm = (intent: Intent, paymentMethod?: string) =>
  confirmIntent(intent, { paymentMethod, chargeId: 'ch_1', at: 2, decide: declineOf });

function charged(): { intent: Intent; charge: Charge } {
  const outcome = confirm(INTENT, 'pm_card_visa');
  if (outcome.kind !== 'charged') throw new Error(`Expected a charge, got ${outcome.kind}.`);
  return outcome;
}

const refund = (charge: Charge, amount?: number) =>
  refundCharge(charge, { refundId: 're_1', amount, reason: null, metadata: {}, at: 3 });

function refunded(from: Charge, amount?: number): { refund: Refund; charge: Charge } {
  const outcome = refund(from, amount);
  if (outcome.kind !== 'refunded') throw new Error(`Expected a refund, got ${outcome.kind}.`);
  return outcome;
}

test('a confirm charges the whole amount once', () => {
  const { intent, charge } = charged();
  expect(intent).toMatchObject({
    status: 'succeeded',
    amountReceived: 1_000,
    latestCharge: 'ch_1',
  });
  expect(charge).toMatchObject({ amount: 1_000, status: 'succeeded', intentId: 'pi_1' });
  expect(confirm(intent, 'pm_card_visa').kind).toBe('refused');
});

test('a decline receives nothing and detaches the payment method', () => {
  const outcome = confirm({ ...INTENT, paymentMethod: 'pm_card_chargeDeclined' });
  expect(outcome).toMatchObject({
    kind: 'declined',
    charge: { status: 'failed' },
    intent: { status: 'requires_payment_method', paymentMethod: null, amountReceived: 0 },
  });
});

test('a confirm without any payment method is refused', () => {
  expect(confirm(INTENT)).toMatchObject({ code: 'payment_intent_unexpected_state' });
});

test('only an intent that has not taken money can be cancelled', () => {
  const input = { reason: 'abandoned', at: 5 };
  const outcome = cancelIntent(INTENT, input);
  expect(outcome).toMatchObject({
    kind: 'canceled',
    intent: { status: 'canceled', canceledAt: 5 },
  });
  expect(cancelIntent(charged().intent, input).kind).toBe('refused');
  expect(cancelIntent({ ...INTENT, status: 'canceled' }, input).kind).toBe('refused');
});

test('whatever is asked, the refunds of a charge add up to no more than the charge', () => {
  let { charge } = charged();
  let given = 0;
  for (const amount of [300, 701, 700, 1, undefined]) {
    const outcome = refund(charge, amount);
    if (outcome.kind === 'refused') continue;
    charge = outcome.charge;
    given += outcome.refund.amount;
  }
  expect(given).toBe(1_000);
  expect(refund(charge, 1)).toMatchObject({ code: 'charge_already_refunded' });
});

test('a refund that fails can be given again, and leaves the other refunds as they are', () => {
  const first = refunded(charged().charge, 300);
  const { charge } = refunded(first.charge);
  const outcome = failRefund(first.refund, charge, 'declined');
  if (outcome.kind !== 'failed') throw new Error(`Expected a failure, got ${outcome.kind}.`);
  expect(outcome.refund).toEqual({ ...first.refund, failureReason: 'declined' });
  expect(outcome.charge).toEqual({ ...charge, amountRefunded: 700 });
  expect(refunded(outcome.charge).refund).toMatchObject({ amount: 300, failureReason: null });
});

test('a refund fails only once', () => {
  const { refund: given, charge } = refunded(charged().charge);
  const failed: Refund = { ...given, failureReason: 'declined' };
  expect(failRefund(failed, charge, 'expired_or_canceled_card')).toEqual({ kind: 'failed-before' });
});
