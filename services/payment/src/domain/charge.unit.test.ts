import { describe, expect, it } from 'vitest';
import { decideCharge, type ChargeFact } from './charge.ts';
import {
  cancelledWhileCharging,
  capturedPayment,
  charging,
  claimedAt,
  declinedPayment,
  now,
  placedOnly,
  reservedOnly,
  terms,
  voidedPayment,
} from './payment.examples.ts';

const placed: ChargeFact = { kind: 'placed', ...terms };
const reserved: ChargeFact = { kind: 'reserved' };
const by = (messageId: string) => ({ orderId: 'o-1', messageId, now });

const chargeRequest = {
  orderId: 'o-1',
  amount: terms.amount,
  paymentMethod: 'pm_card_visa',
};

describe('deciding whether to charge', () => {
  it('given nothing, when the order is placed, then the terms are remembered and nobody is charged', () => {
    const decision = decideCharge(undefined, placed, by('m-1'));
    expect(decision).toEqual({ save: { payments: [placedOnly] } });
    expect(placedOnly.version).toBe(1);
  });

  it('given nothing, when the stock is reserved, then that is remembered and nobody is charged', () => {
    expect(decideCharge(undefined, reserved, by('m-1'))).toEqual({
      save: { payments: [reservedOnly] },
    });
  });

  it.each([
    { given: placedOnly, when: reserved, what: 'terms known, when the stock is reserved' },
    { given: reservedOnly, when: placed, what: 'stock reserved, when the order is placed' },
  ])('given $what, then the charge begins, claimed by the message', ({ given, when }) => {
    const decision = decideCharge(given, when, by('m-2'));
    expect(decision).toEqual({
      save: { payments: [{ ...charging, claimedBy: 'm-2', claimedAt: now }] },
      call: { kind: 'charge', ...chargeRequest, begunAt: now },
    });
  });

  it('given a charge begun, when the message that began it comes again, then it calls again, as of the first time', () => {
    expect(decideCharge(charging, reserved, by('m-1'))).toEqual({
      call: { kind: 'charge', ...chargeRequest, begunAt: claimedAt },
    });
  });

  it('given a charge begun and cancelled since, when its message comes again, then the payment is voided instead', () => {
    expect(decideCharge(cancelledWhileCharging, reserved, by('m-1'))).toEqual({
      call: { kind: 'void', ...chargeRequest, begunAt: claimedAt },
    });
  });

  it('given a charge begun, when another message comes, then it does not call', () => {
    expect(decideCharge(charging, placed, by('m-2'))).toEqual({
      ignored: 'another message makes the call',
    });
  });

  it('given the terms, when they come again, then nothing changes', () => {
    expect(decideCharge(placedOnly, placed, by('m-2'))).toHaveProperty('ignored');
    expect(decideCharge(reservedOnly, reserved, by('m-2'))).toHaveProperty('ignored');
  });

  it('given a cancelled order, when its placement arrives late, then it is remembered and nobody is charged', () => {
    const decision = decideCharge(voidedPayment, placed, by('m-1'));
    expect(decision).toMatchObject({
      save: { payments: [{ status: 'voided', amount: 1_380, version: 2 }] },
    });
    expect(decision).not.toHaveProperty('call');
  });

  it.each([capturedPayment, declinedPayment])(
    'given a payment that is $status, when a fact comes again, then nothing happens',
    (payment) => {
      expect(decideCharge(payment, reserved, by('m-1'))).toEqual({
        ignored: `the payment is ${payment.status} already`,
      });
    },
  );

  it('given an order that costs nothing, when its stock is reserved, then it is captured without a call', () => {
    const decision = decideCharge({ ...placedOnly, amount: 0 }, reserved, by('m-1'));
    expect(decision).toMatchObject({
      save: { payments: [{ status: 'captured', captured: 0, reserved: true, version: 2 }] },
      emit: [{ name: 'payment.captured.v1' }],
    });
    expect(decision.save).toMatchObject({ ledger: [] });
  });
});
