import { resourceMissing } from './stripe-error.ts';

/** Why a card was declined, as Stripe names it. */
export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

const DECLINES = {
  generic_decline: {
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: 'Your card was declined.',
  },
  insufficient_funds: {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  expired_card: {
    code: 'expired_card',
    declineCode: 'expired_card',
    message: 'Your card has expired.',
  },
} satisfies Record<string, Decline>;

/** The decline of every confirm while a `decline` fault rule is active. */
export const GENERIC_DECLINE: Decline = DECLINES.generic_decline;

// Stripe's own test payment methods; null = the charge succeeds.
const OUTCOME_OF_TEST_METHOD: ReadonlyMap<string, Decline | null> = new Map([
  ['pm_card_visa', null],
  ['pm_card_chargeDeclined', DECLINES.generic_decline],
  ['pm_card_chargeDeclinedInsufficientFunds', DECLINES.insufficient_funds],
  ['pm_card_chargeDeclinedExpiredCard', DECLINES.expired_card],
]);

/**
 * Refuses a payment method that the sandbox does not know.
 * @throws RequestRefused 400 resource_missing
 */
export function requireTestPaymentMethod(id: string): string {
  if (!OUTCOME_OF_TEST_METHOD.has(id)) {
    throw resourceMissing('PaymentMethod', id, 'payment_method', 400);
  }
  return id;
}

/** What charging this payment method ends in: null when it succeeds. */
export function declineOf(paymentMethod: string): Decline | null {
  return OUTCOME_OF_TEST_METHOD.get(paymentMethod) ?? null;
}
