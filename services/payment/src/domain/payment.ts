import type { Money } from '@murmuration/contracts';

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

/** What is to be charged, to which card, for whom. */
export interface Terms {
  readonly amount: Money;
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
export function withTerms(payment: Payment, { amount, ...rest }: Terms): Payment {
  return { ...payment, ...rest, amount: amount.amount, currency: amount.currency };
}

/** The terms, once the reservation is known. */
export function termsOf(payment: Payment): Terms | undefined {
  const { amount, currency, paymentMethod, customerId } = payment;
  if (amount === null || currency === null) return undefined;
  if (paymentMethod === null || customerId === null) return undefined;
  return { amount: { amount, currency }, paymentMethod, customerId };
}

/** The terms of a payment that was begun. Throws when they are unknown: nothing is begun without. */
export function knownTerms(payment: Payment): Terms {
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
