import { describe, expect, it } from 'vitest';
import { recordFailedRefund } from './fail-refund.ts';
import { capturedPayment, now } from './payment.examples.ts';
import { refundable } from './payment.ts';
import { concludeRefund, decideToRefund } from './perform-refund.ts';
import { requestRefund } from './refund.ts';

const report = { refundId: 'r-1', providerReference: 're_1', reason: 'lost_or_stolen_card' };
const later = new Date('2026-01-09T09:00:00.000Z');
const lines = [{ sku: 'tea-001', quantity: 1 }];
const wish = { refundId: 'r-1', amount: 690, reason: 'one bag was torn', lines };

const asked = requestRefund(capturedPayment, wish, now);
const answer = { kind: 'refunded', providerReference: 're_1' } as const;
const given = concludeRefund(asked.payment, asked.refund, answer, now).save;
const [payment, refund] = [given?.payments?.[0], given?.refunds?.[0]];

describe('a refund that fails', () => {
  it('given that it was given back, then the books take that back, and all of it can be given back again', () => {
    const { save, emit } = recordFailedRefund(payment, refund, report, later);
    const [after] = save?.payments ?? [];
    expect(after).toEqual({ ...capturedPayment, version: (payment?.version ?? 0) + 1 });
    expect(after && refundable(after)).toBe(1_380);
    expect(save?.refunds).toEqual([
      { ...refund, status: 'failed', failure: 'lost_or_stolen_card', version: 3 },
    ]);
    expect(save?.ledger).toMatchObject([
      { entryId: 'refund-failed:r-1:provider', amount: 690, recordedAt: later },
      { entryId: 'refund-failed:r-1:customer:c-1', amount: -690, recordedAt: later },
    ]);
    expect(emit).toBeUndefined();
  });

  it('given that the report is faster than our own call, then nothing was booked, and the call books nothing', () => {
    const { save } = recordFailedRefund(asked.payment, asked.refund, report, later);
    const [after] = save?.payments ?? [];
    const [failed] = save?.refunds ?? [];
    expect(after).toEqual({ ...capturedPayment, version: asked.payment.version + 1 });
    expect(failed).toMatchObject({ status: 'failed', providerReference: 're_1', version: 2 });
    expect(save).not.toHaveProperty('ledger');
    const answered = concludeRefund(after, failed, answer, later);
    expect(answered).toEqual({ ignored: 'it is failed already' });
    expect(decideToRefund(after, failed)).toEqual({ ignored: 'it is failed already' });
  });

  it('given that it is told again, then nothing happens', () => {
    const [after] = recordFailedRefund(payment, refund, report, later).save?.refunds ?? [];
    expect(recordFailedRefund(payment, after, report, later)).toHaveProperty('ignored');
  });

  it('given no such refund, then the report fails', () => {
    expect(() => recordFailedRefund(payment, undefined, report, later)).toThrow(/r-1/);
    expect(() => recordFailedRefund(undefined, refund, report, later)).toThrow(/not known/);
  });
});
