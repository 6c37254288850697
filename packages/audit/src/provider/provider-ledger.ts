import type { LedgerView } from '@murmuration/payment-sandbox';

/** What the payment provider's own ledger says about one order; sums in minor units. */
export interface ProviderOrder {
  readonly orderId: string;
  /** Charges that succeeded. */
  readonly charges: number;
  readonly captured: number;
  /** What was given back and did not come back to us. */
  readonly refunded: number;
  /** Refunds that failed later: their money is ours again. */
  readonly failed: number;
}

/** The payment provider's ledger by order, each order once. */
export type ProviderLedger = readonly ProviderOrder[];

type Sums = Omit<ProviderOrder, 'orderId'>;

const NOTHING: Sums = { charges: 0, captured: 0, refunded: 0, failed: 0 };

/** Sums a ledger up by order. What was charged for no order stands under the provider's own id of the payment. */
export function ledgerByOrder({ charges, refunds }: LedgerView): ProviderLedger {
  const orders = new Map<string, ProviderOrder>();
  const add = (orderId: string, more: Sums): void => {
    const known = orders.get(orderId) ?? NOTHING;
    orders.set(orderId, {
      orderId,
      charges: known.charges + more.charges,
      captured: known.captured + more.captured,
      refunded: known.refunded + more.refunded,
      failed: known.failed + more.failed,
    });
  };
  for (const { orderId, paymentIntent, amount, status } of charges) {
    const taken = status === 'succeeded' ? { charges: 1, captured: amount } : {};
    add(orderId ?? paymentIntent, { ...NOTHING, ...taken });
  }
  for (const { orderId, paymentIntent, amount, status } of refunds) {
    const given = status === 'succeeded' ? { refunded: amount } : { failed: amount };
    add(orderId ?? paymentIntent, { ...NOTHING, ...given });
  }
  return [...orders.values()];
}
