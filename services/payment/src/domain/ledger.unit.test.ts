import { describe, expect, it } from 'vitest';
import { captureEntries, refundEntries } from './ledger.ts';
import { now, terms } from './payment.examples.ts';

describe('the ledger', () => {
  it('moves what was captured from the customer to the provider, in balance', () => {
    const entries = captureEntries('o-1', terms, now);
    expect(entries.map(({ account, amount }) => ({ account, amount }))).toEqual([
      { account: 'provider', amount: 1_380 },
      { account: 'customer:c-1', amount: -1_380 },
    ]);
    expect(new Set(entries.map(({ transactionId }) => transactionId))).toEqual(
      new Set(['capture:o-1']),
    );
  });

  it('moves what was refunded from the provider to the customer, in balance', () => {
    const refund = { refundId: 'r-1', orderId: 'o-1', amount: { amount: 690, currency: 'EUR' } };
    const entries = refundEntries(refund, 'c-1', now);
    expect(entries.map(({ account, amount }) => ({ account, amount }))).toEqual([
      { account: 'customer:c-1', amount: 690 },
      { account: 'provider', amount: -690 },
    ]);
  });

  it('has no entries for nothing', () => {
    const free = { ...terms, amount: { amount: 0, currency: 'EUR' } };
    expect(captureEntries('o-1', free, now)).toEqual([]);
  });
});
