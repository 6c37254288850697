import { describe, expect, it } from 'vitest';
import type { Payment } from './payment.ts';
import {
  capturedPayment,
  charging,
  declinedPayment,
  now,
  refunding,
  requestedRefund,
  voidedPayment,
} from './payment.examples.ts';
import { decideRefund } from './refund-command.ts';

const wish = {
  refundId: 'r-1',
  orderId: 'o-1',
  amount: { amount: 690, currency: 'EUR' },
  reason: 'one bag was torn',
};
const given = (payment: Payment | undefined) => ({ payment, refund: undefined });

describe('refunding by command', () => {
  it('given a captured payment, when a part is asked for, then it is put on its way back', () => {
    const decision = decideRefund(given(capturedPayment), wish, now);
    expect(decision.save).toEqual({ payments: [refunding], refunds: [requestedRefund] });
    expect(refunding).toMatchObject({ refundPending: 690, version: capturedPayment.version + 1 });
    expect(decision.emit?.map(({ data }) => data)).toEqual([{ ...wish, lines: [] }]);
  });

  it('given a refund of half, when the other half is asked for, then that goes back too', () => {
    const decision = decideRefund(given(refunding), { ...wish, refundId: 'r-2' }, now);
    expect(decision.save?.payments).toMatchObject([{ refundPending: 1_380 }]);
  });

  it('given a refund of half, when one cent more than the rest is asked for, then it is refused', () => {
    const amount = { amount: 691, currency: 'EUR' };
    const decision = decideRefund(given(refunding), { ...wish, refundId: 'r-2', amount }, now);
    expect(decision).toEqual({
      reject: [
        {
          field: 'amount.amount',
          code: 'exceeds_captured',
          message:
            '691 is more than the 690 of 1380 that can still be given back, in minor units of EUR',
        },
      ],
    });
  });

  it('given a payment in euros, when dollars are asked for, then it is refused', () => {
    const amount = { amount: 690, currency: 'USD' };
    expect(decideRefund(given(capturedPayment), { ...wish, amount }, now)).toMatchObject({
      reject: [{ field: 'amount.currency', code: 'wrong_currency' }],
    });
  });

  it('given no payment, when a refund is asked for, then the order is unknown', () => {
    expect(decideRefund(given(undefined), wish, now)).toMatchObject({
      reject: [{ field: 'orderId', code: 'unknown_order' }],
    });
  });

  it.each([charging, declinedPayment, voidedPayment])(
    'given a payment that is $status, when a refund is asked for, then it is refused',
    (payment) => {
      expect(decideRefund(given(payment), wish, now)).toMatchObject({
        reject: [{ field: 'orderId', code: 'not_captured' }],
      });
    },
  );

  it('given a refund, when another one is asked for under its id, then it is refused', () => {
    const basis = { payment: refunding, refund: requestedRefund };
    expect(decideRefund(basis, wish, now)).toMatchObject({
      reject: [{ field: 'refundId', code: 'already_exists' }],
    });
  });

  it('given captured money, when pieces are to be given back, then their price goes back and they are counted', () => {
    const pieces = [{ sku: 'tea-001', quantity: 1 }];
    const decision = decideRefund(
      { payment: capturedPayment, refund: undefined },
      { refundId: 'r-9', orderId: 'o-1', lines: pieces, reason: 'torn' },
      now,
    );
    expect(decision.save).toMatchObject({
      payments: [{ refundPending: 690, lines: [{ sku: 'tea-001', returned: 1 }] }],
      refunds: [{ refundId: 'r-9', amount: 690, lines: pieces }],
    });
    expect(decision.emit?.map(({ data }) => data)).toMatchObject([{ lines: pieces }]);
  });

  it('given pieces that were given back, when more of them than are left are asked for, then it is refused', () => {
    const lines = capturedPayment.lines.map((line) => ({ ...line, returned: 1 }));
    const decision = decideRefund(
      { payment: { ...capturedPayment, lines }, refund: undefined },
      { refundId: 'r-9', orderId: 'o-1', lines: [{ sku: 'tea-001', quantity: 2 }], reason: 'torn' },
      now,
    );
    expect(decision.reject).toMatchObject([
      { field: 'lines[0].quantity', code: 'exceeds_ordered' },
    ]);
  });

  it('given a sum that went back before, when pieces cost more than what is left, then it is refused', () => {
    const decision = decideRefund(
      { payment: { ...capturedPayment, refunded: 1_000 }, refund: undefined },
      { refundId: 'r-9', orderId: 'o-1', lines: [{ sku: 'tea-001', quantity: 1 }], reason: 'torn' },
      now,
    );
    expect(decision.reject).toMatchObject([{ field: 'lines', code: 'exceeds_captured' }]);
  });
});
