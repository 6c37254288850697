import { describe, expect, it } from 'vitest';
import { decideCharge } from './charge.ts';
import {
  cancelledWhileCharging,
  capturedPayment,
  charging,
  declinedPayment,
  now,
  reservedAt,
  terms,
  voidedPayment,
} from './payment.examples.ts';

const by = (messageId: string) => ({
  orderId: 'o-1',
  messageId,
  reservedAt,
  now,
  isRepeated: false,
});
const again = { ...by('m-1'), isRepeated: true };

const chargeRequest = {
  orderId: 'o-1',
  amount: terms.amount,
  paymentMethod: 'pm_card_visa',
  begunAt: reservedAt,
};

describe('deciding whether to charge', () => {
  it('given nothing, when the stock is reserved, then the charge begins, claimed by the message', () => {
    const decision = decideCharge(undefined, terms, by('m-2'));
    expect(decision).toEqual({
      save: { payments: [{ ...charging, claimedBy: 'm-2' }] },
      call: { kind: 'charge', ...chargeRequest },
    });
    expect(charging.version).toBe(1);
  });

  it('given a charge begun, when the message that began it comes again, then it calls again, with the same request', () => {
    expect(decideCharge(charging, terms, again)).toEqual({
      call: { kind: 'charge', ...chargeRequest },
    });
  });

  it('given a charge begun and cancelled since, when its message comes again, then the payment is voided instead', () => {
    expect(decideCharge(cancelledWhileCharging, terms, by('m-1'))).toEqual({
      call: { kind: 'void', ...chargeRequest },
    });
  });

  it('given a charge begun, when another message comes, then it does not call', () => {
    expect(decideCharge(charging, terms, by('m-2'))).toEqual({
      ignored: 'another message makes the call',
    });
  });

  it('given a cancelled order, when its reservation arrives late, then the terms are remembered and nobody is charged', () => {
    const decision = decideCharge(voidedPayment, terms, by('m-1'));
    expect(decision).toMatchObject({
      save: { payments: [{ status: 'voided', amount: 1_380, version: 2 }] },
    });
    expect(decision).not.toHaveProperty('call');
  });

  it('given a cancelled order, when its reservation comes again and we know of no charge, then the provider makes sure that there is none', () => {
    expect(decideCharge(voidedPayment, terms, again)).toEqual({
      call: { kind: 'void', ...chargeRequest },
    });
  });

  it('given a cancelled order with known terms, when its reservation comes again, then nothing happens', () => {
    const known = { ...charging, status: 'voided', cancelled: true } as const;
    expect(decideCharge(known, terms, again)).toEqual({
      ignored: 'the payment is voided already',
    });
  });

  it.each([capturedPayment, declinedPayment])(
    'given a payment that is $status, when the reservation comes again, then nothing happens',
    (payment) => {
      expect(decideCharge(payment, terms, by('m-1'))).toEqual({
        ignored: `the payment is ${payment.status} already`,
      });
    },
  );

  it('given an order that costs nothing, when its stock is reserved, then it is captured without a call', () => {
    const free = { ...terms, amount: { amount: 0, currency: 'EUR' } };
    const decision = decideCharge(undefined, free, by('m-1'));
    expect(decision).toMatchObject({
      save: { payments: [{ status: 'captured', captured: 0, version: 1 }] },
      emit: [{ name: 'payment.captured.v1' }],
    });
    expect(decision.save).toMatchObject({ ledger: [] });
  });
});
