import { describe, expect, it } from 'vitest';
import { concludeCharge, recordReport, type ChargeResult } from './conclude-charge.ts';
import {
  cancelledWhileCharging,
  capturedPayment,
  charging,
  declinedPayment,
  now,
  terms,
  voidedPayment,
} from './payment.examples.ts';
import { withTerms } from './payment.ts';

const captured: ChargeResult = { kind: 'captured', providerReference: 'pi_1' };
const declined: ChargeResult = {
  kind: 'declined',
  code: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
};
const voided: ChargeResult = { kind: 'voided' };
const amount = { amount: 1_380, currency: 'EUR' };
const call = { orderId: 'o-1', terms, now };

describe('concluding a charge', () => {
  it('given a charge, when it is captured, then the books say so and it is told', () => {
    const decision = concludeCharge(charging, captured, call);
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
    const decision = concludeCharge(cancelledWhileCharging, captured, call);
    expect(decision.emit?.map(({ name }) => name)).toEqual([
      'payment.captured.v1',
      'payment.refund-requested.v1',
    ]);
    expect(decision.save?.payments).toMatchObject([
      { status: 'captured', captured: 1_380, refundPending: 1_380, version: 4 },
    ]);
    expect(decision.save?.refunds).toMatchObject([
      { refundId: 'cancel.o-1', amount: 1_380, currency: 'EUR', status: 'requested' },
    ]);
  });

  it('given a charge, when it is declined, then that is told with the provider’s words', () => {
    const decision = concludeCharge(charging, declined, call);
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
    const decision = concludeCharge(cancelledWhileCharging, voided, call);
    expect(decision.save).toEqual({
      payments: [{ ...cancelledWhileCharging, status: 'voided', version: 3 }],
    });
    expect(decision.emit?.map(({ name }) => name)).toEqual(['payment.voided.v1']);
  });

  it('given a charge, when it is voided by somebody at the provider, then it counts as declined', () => {
    const decision = concludeCharge(charging, voided, call);
    expect(decision.emit).toMatchObject([
      { name: 'payment.declined.v1', data: { code: 'voided_at_provider' } },
    ]);
    expect(decision.save?.payments).toMatchObject([{ status: 'declined' }]);
  });

  it('given a payment voided because the order was cancelled, when it was captured after all, then all of it goes back', () => {
    const voidedWithTerms = withTerms(voidedPayment, terms);
    const decision = concludeCharge(voidedWithTerms, captured, call);
    expect(decision.save?.payments).toMatchObject([{ status: 'captured', refundPending: 1_380 }]);
    expect(decision.emit?.map(({ name }) => name)).toEqual([
      'payment.captured.v1',
      'payment.refund-requested.v1',
    ]);
  });

  it('given a voided payment without terms, when our call had captured it after all, then all of it goes back', () => {
    const decision = concludeCharge(voidedPayment, captured, call);
    expect(decision.save?.payments).toMatchObject([{ status: 'captured', refundPending: 1_380 }]);
  });

  it.each([
    [captured, 'payment.captured.v1'],
    [declined, 'payment.declined.v1'],
  ] as const)(
    'given that the record of the charge was lost, when it ended with $kind, then that is recorded all the same',
    (result, event) => {
      const decision = concludeCharge(undefined, result, call);
      expect(decision.save?.payments).toMatchObject([
        { orderId: 'o-1', status: result.kind, amount: 1_380, version: 1 },
      ]);
      expect(decision.emit?.map(({ name }) => name)).toEqual([event]);
    },
  );

  it('given a voided payment, when it is declined or voided again, then nothing happens', () => {
    expect(concludeCharge(voidedPayment, declined, call)).toHaveProperty('ignored');
    expect(concludeCharge(voidedPayment, voided, call)).toHaveProperty('ignored');
  });

  it.each([capturedPayment, declinedPayment])(
    'given a payment that is $status, when any result is told, then nothing happens',
    (payment) => {
      for (const result of [captured, declined, voided]) {
        expect(concludeCharge(payment, result, call)).toEqual({
          ignored: `the payment is ${payment.status}, not charging`,
        });
      }
    },
  );
});

describe('recording what the provider reports', () => {
  it('given a charge, when it is captured, then the books say so', () => {
    expect(recordReport(charging, captured, now)).toEqual(concludeCharge(charging, captured, call));
  });

  it.each([undefined, voidedPayment])(
    'given a payment whose reservation has not come yet, when it was captured, then the report fails until it has',
    (payment) => {
      expect(() => recordReport(payment, captured, now)).toThrow(/known/);
    },
  );

  it('given no payment, when it is voided, then nothing happens', () => {
    expect(recordReport(undefined, voided, now)).toHaveProperty('ignored');
  });
});
