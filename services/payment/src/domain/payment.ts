import type { Money, OrderLine } from '@murmuration/contracts';

/** A line of the order as it was paid. */
export interface PaidLine {
  readonly sku: string;
  readonly quantity: number;
  /** Minor units. */
  readonly unitPrice: number;
  /** How many pieces were given back, or are on their way. */
  readonly returned: number;
}

/*
 * The life of a payment; facts may arrive in any order:
 *
 *   awaiting ──reserved──▶ charging ──▶ captured ──refunds──▶ captured
 *      │                      ├───────▶ declined
 *      │                      └───────▶ voided
 *      ├──cancelled──▶ voided      (the provider was never asked)
 *      └──nothing owed──▶ captured (an order that costs nothing)
 *
 * When the provider reports money of which we have lost the record, it is right: voided ──▶ captured.
 */
export type PaymentStatus = 'awaiting' | 'charging' | 'captured' | 'declined' | 'voided';

/** What we know of the money for one order. Sums are minor units of `currency`. */
export interface Payment {
  readonly orderId: string;
  readonly status: PaymentStatus;
  /** Null until the reservation is known, as are the next three. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly paymentMethod: string | null;
  readonly customerId: string | null;
  /** None until the reservation is known. */
  readonly lines: readonly PaidLine[];
  readonly cancelled: boolean;
  /** The message that made it `charging`: it alone calls the provider, again on redelivery. */
  readonly claimedBy: string | null;
  readonly providerReference: string | null;
  readonly captured: number;
  readonly refunded: number;
  /** Asked for and not yet given back. `refunded + refundPending <= captured`, always. */
  readonly refundPending: number;
  readonly version: number;
}

/** What is to be charged for what, to which card, for whom. */
export interface Terms {
  readonly amount: Money;
  readonly lines: readonly OrderLine[];
  readonly paymentMethod: string;
  readonly customerId: string;
}

/** A payment of which nothing is known yet; its first change makes it version 1. */
export function unheardOf(orderId: string): Payment {
  return {
    orderId,
    status: 'awaiting',
    amount: null,
    currency: null,
    paymentMethod: null,
    customerId: null,
    lines: [],
    cancelled: false,
    claimedBy: null,
    providerReference: null,
    captured: 0,
    refunded: 0,
    refundPending: 0,
    version: 0,
  };
}

type Change = Partial<Omit<Payment, 'orderId' | 'version'>>;

/** The payment after a change: every saved change counts one version. */
export function changed(payment: Payment, change: Change): Payment {
  return { ...payment, ...change, version: payment.version + 1 };
}

/** The payment with the terms that came with the reservation. */
export function withTerms(payment: Payment, terms: Terms): Payment {
  const { amount, currency } = terms.amount;
  const { paymentMethod, customerId } = terms;
  return { ...payment, amount, currency, paymentMethod, customerId, lines: paidLines(terms) };
}

function paidLines({ lines }: Terms): readonly PaidLine[] {
  return lines.map(({ sku, quantity, unitPrice }) => {
    return { sku, quantity, unitPrice: unitPrice.amount, returned: 0 };
  });
}

/** What a payment holds of its terms. */
export type KnownTerms = Omit<Terms, 'lines'>;

/** The terms, once the reservation is known. */
export function termsOf(payment: Payment): KnownTerms | undefined {
  const { amount, currency, paymentMethod, customerId } = payment;
  if (amount === null || currency === null) return undefined;
  if (paymentMethod === null || customerId === null) return undefined;
  return { amount: { amount, currency }, paymentMethod, customerId };
}

/** The terms of a payment that was begun. Throws when they are unknown: nothing is begun without. */
export function knownTerms(payment: Payment): KnownTerms {
  const terms = termsOf(payment);
  if (terms === undefined) {
    throw new Error(`payment of ${payment.orderId} is ${payment.status} without known terms`);
  }
  return terms;
}

/** What can still be given back: captured, and neither refunded nor on its way. */
export function refundable(payment: Payment): number {
  return payment.captured - payment.refunded - payment.refundPending;
}
