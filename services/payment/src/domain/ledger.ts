import type { Money } from '@murmuration/contracts';
import type { KnownTerms } from './payment.ts';

/*
 * Double entry: a transaction moves a sum from one account to another, so that its entries sum to
 * zero. `provider` is what the payment provider holds for us, `customer:<id>` what a customer has
 * paid (negative) for the orders of the shop. Entries are only ever added.
 */

/** One side of a transaction; the amount is in minor units, signed. */
export interface LedgerEntry {
  /** `<transactionId>:<account>`: recorded twice, it breaks the primary key. */
  readonly entryId: string;
  readonly transactionId: string;
  readonly orderId: string;
  readonly account: string;
  readonly amount: number;
  readonly currency: string;
  readonly recordedAt: Date;
}

export const PROVIDER_ACCOUNT = 'provider';

/** The account of one customer. */
export function customerAccount(customerId: string): string {
  return `customer:${customerId}`;
}

/** The customer has paid. */
export function captureEntries(
  orderId: string,
  terms: KnownTerms,
  at: Date,
): readonly LedgerEntry[] {
  return transfer(`capture:${orderId}`, orderId, terms.amount, at, {
    from: customerAccount(terms.customerId),
    to: PROVIDER_ACCOUNT,
  });
}

/** The customer has got money back. */
export function refundEntries(
  refund: { readonly refundId: string; readonly orderId: string; readonly amount: Money },
  customerId: string,
  at: Date,
): readonly LedgerEntry[] {
  return transfer(`refund:${refund.refundId}`, refund.orderId, refund.amount, at, {
    from: PROVIDER_ACCOUNT,
    to: customerAccount(customerId),
  });
}

/** The money that was given back has come back to us. */
export function failedRefundEntries(
  refund: { readonly refundId: string; readonly orderId: string; readonly amount: Money },
  customerId: string,
  at: Date,
): readonly LedgerEntry[] {
  return transfer(`refund-failed:${refund.refundId}`, refund.orderId, refund.amount, at, {
    from: customerAccount(customerId),
    to: PROVIDER_ACCOUNT,
  });
}

function transfer(
  transactionId: string,
  orderId: string,
  { amount, currency }: Money,
  recordedAt: Date,
  accounts: { readonly from: string; readonly to: string },
): readonly LedgerEntry[] {
  if (amount === 0) return [];
  const entry = (account: string, signed: number): LedgerEntry => ({
    entryId: `${transactionId}:${account}`,
    transactionId,
    orderId,
    account,
    amount: signed,
    currency,
    recordedAt,
  });
  return [entry(accounts.to, amount), entry(accounts.from, -amount)];
}
