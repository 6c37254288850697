import { describe, expect, it } from 'vitest';
import { concludeCharge, type ChargeResult } from './conclude-charge.ts';
import {
  cancelledWhileCharging,
  capturedPayment,
  charging,
  declinedPayment,
  now,
  placedOnly,
  terms,
  voidedPayment,
} from './payment.examples.ts';

const captured: ChargeResult = { kind: 'captured', providerReference: 'pi_1' };
const declined: ChargeResult = {
  kind: 'declined',
  code: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
};
const voided: ChargeResult = { kind: 'voided' };
const amount = { amount: 1_380, currency: 'EUR' };

describe('concluding a charge', () => {
  it('given a charge, when it is captured, then the books say so and it is told', () => {
    const decision = concludeCharge(charging, captured, now);
    expect(decision.save?.payments).toEqual([capturedPayment]);
    expect(decision.save?.ledger).toMatchObject([
      { entryId: 'capture:o-1:provider', amount: 1_380, currency: 'EUR', recordedAt: now },
      { entryId: 'capture:o-1:customer:c-1', amount: -1_380, currency: 'EUR', recordedAt: now },
    ]);
    expect(decision.emit?.map(({ name, data }) => ({ name, data }))).toEqual([
      {
        name: 'payment.captured.v1',
        data: {
          orderId: 'o-1',
          amount,
          providerReference: 'pi_1',
          capturedAt: '2026-01-05T09:00:05.000Z',
        },
      },
    ]);
  });

  it('given a charge cancelled meanwhile, when it is captured, then all of it goes back at once', () => {
    const decision = concludeCharge(cancelledWhileCharging, captured, now);
    expect(decision.emit?.map(({ name }) => name)).toEqual([
      'payment.captured.v1',
      'payment.refund-requested.v1',
    ]);
    expect(decision.save?.payments).toMatchObject([
      { status: 'captured', captured: 1_380, refundPending: 1_380, version: 5 },
    ]);
    expect(decision.save?.refunds).toMatchObject([
      { refundId: 'cancel.o-1', amount: 1_380, currency: 'EUR', status: 'requested' },
    ]);
  });

  it('given a charge, when it is declined, then that is told with the provider’s words', () => {
    const decision = concludeCharge(charging, declined, now);
    expect(decision.save).toEqual({ payments: [declinedPayment] });
    expect(decision.emit?.map(({ data }) => data)).toEqual([
      {
        orderId: 'o-1',
        code: 'insufficient_funds',
        message: 'Your card has insufficient funds.',
      },
    ]);
  });

  it('given a charge cancelled meanwhile, when it is voided, then that is told and nothing is booked', () => {
    const decision = concludeCharge(cancelledWhileCharging, voided, now);
    expect(decision.save).toEqual({
      payments: [{ ...cancelledWhileCharging, status: 'voided', version: 4 }],
    });
    expect(decision.emit?.map(({ name }) => name)).toEqual(['payment.voided.v1']);
  });

  it('given a charge, when it is voided by somebody at the provider, then it counts as declined', () => {
    const decision = concludeCharge(charging, voided, now);
    expect(decision.emit).toMatchObject([
      { name: 'payment.declined.v1', data: { code: 'voided_at_provider' } },
    ]);
    expect(decision.save?.payments).toMatchObject([{ status: 'declined' }]);
  });

  it('given a payment voided because the order was cancelled, when it was captured after all, then all of it goes back', () => {
    const voidedWithTerms = { ...voidedPayment, ...terms, amount: 1_380, currency: 'EUR' };
    const decision = concludeCharge(voidedWithTerms, captured, now);
    expect(decision.save?.payments).toMatchObject([{ status: 'captured', refundPending: 1_380 }]);
    expect(decision.emit?.map(({ name }) => name)).toEqual([
      'payment.captured.v1',
      'payment.refund-requested.v1',
    ]);
  });

  it('given a payment that was not begun as far as we know, when it was captured after all, then it is captured', () => {
    const decision = concludeCharge({ ...placedOnly, reserved: true }, captured, now);
    expect(decision.save?.payments).toMatchObject([{ status: 'captured', captured: 1_380 }]);
    expect(decision.emit?.map(({ name }) => name)).toEqual(['payment.captured.v1']);
  });

  it('given a payment whose placement has not come yet, when it was captured after all, then the report fails until it has', () => {
    expect(() => concludeCharge(voidedPayment, captured, now)).toThrow('without known terms');
  });

  it('given a voided payment, when it is declined or voided again, then nothing happens', () => {
    expect(concludeCharge(voidedPayment, declined, now)).toHaveProperty('ignored');
    expect(concludeCharge(voidedPayment, voided, now)).toHaveProperty('ignored');
  });

  it('given a payment not begun, when it is declined or voided, then nothing happens', () => {
    expect(concludeCharge(placedOnly, declined, now)).toHaveProperty('ignored');
    expect(concludeCharge(placedOnly, voided, now)).toHaveProperty('ignored');
  });

  it.each([capturedPayment, declinedPayment])(
    'given a payment that is $status, when any result is told, then nothing happens',
    (payment) => {
      for (const result of [captured, declined, voided]) {
        expect(concludeCharge(payment, result, now)).toEqual({
          ignored: `the payment is ${payment.status}, not charging`,
        });
      }
    },
  );

  it('given no payment, when a result is told, then nothing happens', () => {
    expect(concludeCharge(undefined, captured, now)).toHaveProperty('ignored');
  });
});
