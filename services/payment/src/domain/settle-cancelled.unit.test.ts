import { describe, expect, it } from 'vitest';
import {
  cancelledWhileCharging,
  capturedPayment,
  charging,
  declinedPayment,
  now,
  refunding,
  voidedPayment,
} from './payment.examples.ts';
import { settleCancelled } from './settle-cancelled.ts';

describe('settling a cancelled order', () => {
  it('given nothing, when the order is cancelled, then that is remembered: nobody will be charged', () => {
    expect(settleCancelled(undefined, 'o-1', now)).toEqual({
      save: { payments: [voidedPayment] },
    });
  });

  it('given a charge under way, when the order is cancelled, then it is only marked', () => {
    expect(settleCancelled(charging, 'o-1', now)).toEqual({
      save: { payments: [cancelledWhileCharging] },
    });
  });

  it('given a captured payment, when the order is cancelled, then all of it goes back', () => {
    const decision = settleCancelled(capturedPayment, 'o-1', now);
    expect(decision.save).toMatchObject({
      payments: [{ status: 'captured', cancelled: true, refundPending: 1_380, version: 3 }],
      refunds: [{ refundId: 'cancel.o-1', amount: 1_380, status: 'requested', requestedAt: now }],
    });
    expect(decision.emit).toMatchObject([
      {
        name: 'payment.refund-requested.v1',
        data: { refundId: 'cancel.o-1', amount: { amount: 1_380, currency: 'EUR' } },
      },
    ]);
  });

  it('given a refund under way, when the order is cancelled, then only the rest goes back', () => {
    const decision = settleCancelled(refunding, 'o-1', now);
    expect(decision.save?.refunds).toMatchObject([{ amount: 690 }]);
    expect(decision.save?.payments).toMatchObject([{ refundPending: 1_380 }]);
  });

  it('given everything given back, when the order is cancelled, then it is only marked', () => {
    const givenBack = { ...capturedPayment, refunded: 1_380 };
    expect(settleCancelled(givenBack, 'o-1', now)).toEqual({
      save: { payments: [{ ...givenBack, cancelled: true, version: 3 }] },
    });
  });

  it('given a declined payment, when the order is cancelled, then nothing happens', () => {
    expect(settleCancelled(declinedPayment, 'o-1', now)).toHaveProperty('ignored');
  });

  it.each([voidedPayment, cancelledWhileCharging])(
    'given a known cancellation ($status), when it comes again, then nothing happens',
    (payment) => {
      expect(settleCancelled(payment, 'o-1', now)).toEqual({
        ignored: 'the cancellation is known already',
      });
    },
  );
});
