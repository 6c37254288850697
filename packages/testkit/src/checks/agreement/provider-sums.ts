import type { OrderPicture } from './order-picture.ts';

/** The charges of an order that the payment provider made. */
export function succeeded({ ledger }: OrderPicture) {
  return ledger.charges.filter(({ status }) => status === 'succeeded');
}

/** The refunds of an order that arrived, or those that failed later, by the provider's ledger. */
export function refundsAt({ ledger }: OrderPicture, wanted: 'succeeded' | 'failed') {
  return ledger.refunds.filter(({ status }) => status === wanted);
}

/** What the provider took. */
export function chargedSum(picture: OrderPicture): number {
  return sumOf(succeeded(picture));
}

/** What the customer has back. */
export function refundedSum(picture: OrderPicture): number {
  return sumOf(refundsAt(picture, 'succeeded'));
}

/** What was to be given back and did not arrive. */
export function failedSum(picture: OrderPicture): number {
  return sumOf(refundsAt(picture, 'failed'));
}

function sumOf(movements: readonly { readonly amount: number }[]): number {
  return movements.reduce((sum, { amount }) => sum + amount, 0);
}
