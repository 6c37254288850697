import { describe, expect, it } from 'vitest';
import { capturedPayment, now, refunding, requestedRefund } from './payment.examples.ts';
import { concludeRefund, decideToRefund } from './perform-refund.ts';

const refunded = {
  ...requestedRefund,
  status: 'refunded' as const,
  providerReference: 're_1',
  version: 2,
};
const result = { kind: 'refunded', providerReference: 're_1' } as const;
const later = new Date('2026-01-05T09:00:09.000Z');

describe('giving money back through the provider', () => {
  it('given a requested refund, when it is told, then the provider is asked, as of when it was requested', () => {
    expect(decideToRefund(refunding, requestedRefund)).toEqual({
      call: {
        refundId: 'r-1',
        orderId: 'o-1',
        amount: { amount: 690, currency: 'EUR' },
        paymentReference: 'pi_1',
        begunAt: now,
      },
    });
  });

  it('given a refund given back, when it is told again, then the provider is left alone', () => {
    expect(decideToRefund(refunding, refunded)).toHaveProperty('ignored');
  });

  it('given no such refund, when one is told, then the provider is left alone', () => {
    expect(decideToRefund(capturedPayment, undefined)).toHaveProperty('ignored');
    expect(decideToRefund(undefined, requestedRefund)).toHaveProperty('ignored');
  });

  it('given a requested refund, when the provider has taken it over, then the books say so and it is told', () => {
    const decision = concludeRefund(refunding, requestedRefund, result, later);
    expect(decision.save?.payments).toEqual([
      { ...refunding, refunded: 690, refundPending: 0, version: refunding.version + 1 },
    ]);
    expect(decision.save?.refunds).toEqual([refunded]);
    expect(decision.save?.ledger).toMatchObject([
      { entryId: 'refund:r-1:customer:c-1', amount: 690, recordedAt: later },
      { entryId: 'refund:r-1:provider', amount: -690, recordedAt: later },
    ]);
    expect(decision.emit?.map(({ data }) => data)).toEqual([
      {
        refundId: 'r-1',
        orderId: 'o-1',
        amount: { amount: 690, currency: 'EUR' },
        reason: 'one bag was torn',
        lines: [],
        providerReference: 're_1',
        refundedAt: '2026-01-05T09:00:09.000Z',
      },
    ]);
  });

  it('given a requested refund, when the provider answers that its money came back, then nothing is booked, and it can be given back again', () => {
    const failure = {
      kind: 'failed',
      providerReference: 're_1',
      reason: 'account_closed',
    } as const;
    const { save, emit } = concludeRefund(refunding, requestedRefund, failure, later);
    expect(save?.refunds).toMatchObject([{ status: 'failed', failure: 'account_closed' }]);
    expect(save?.payments).toMatchObject([{ refunded: 0, refundPending: 0 }]);
    expect(save).not.toHaveProperty('ledger');
    expect(emit).toBeUndefined();
  });

  it('given a refund given back, when the provider answers once more, then it is not booked twice', () => {
    expect(concludeRefund(refunding, refunded, result, later)).toHaveProperty('ignored');
  });

  it('given no such refund, when the provider answers, then nothing is booked', () => {
    expect(concludeRefund(refunding, undefined, result, later)).toHaveProperty('ignored');
  });
});
