import type { LedgerView } from '@murmuration/payment-sandbox';

/** What the payment provider's own ledger says about one order; sums in minor units. */
export interface ProviderOrder {
  readonly orderId: string;
  /** Charges that succeeded. */
  readonly charges: number;
  readonly captured: number;
  readonly refunded: number;
}

/** The payment provider's ledger by order, each order once. */
export type ProviderLedger = readonly ProviderOrder[];

/** Sums a ledger up by order. What was charged for no order stands under the provider's own id of the payment. */
export function ledgerByOrder({ charges, refunds }: LedgerView): ProviderLedger {
  const orders = new Map<string, ProviderOrder>();
  const add = (orderId: string, more: Omit<ProviderOrder, 'orderId'>): void => {
    const known = orders.get(orderId) ?? { charges: 0, captured: 0, refunded: 0 };
    orders.set(orderId, {
      orderId,
      charges: known.charges + more.charges,
      captured: known.captured + more.captured,
      refunded: known.refunded + more.refunded,
    });
  };
  for (const { orderId, paymentIntent, amount, status } of charges) {
    const isTaken = status === 'succeeded';
    const taken = { charges: Number(isTaken), captured: isTaken ? amount : 0, refunded: 0 };
    add(orderId ?? paymentIntent, taken);
  }
  for (const { orderId, paymentIntent, amount } of refunds) {
    add(orderId ?? paymentIntent, { charges: 0, captured: 0, refunded: amount });
  }
  return [...orders.values()];
}
