import { TerminalError } from '@murmuration/choreography';
import type { Money } from '@murmuration/contracts';

/**
 * By how much Stripe's smallest unit of a currency is smaller than that of ISO 4217. Krónur and shillings have no hundredths, and Stripe wants them in hundredths all the
 * same; of the ariary it knows the whole alone. (Stripe's documentation, "Supported currencies: special cases, zero-decimal currencies".)
 */
const FACTORS: Readonly<Record<string, number>> = { ISK: 100, UGX: 100, MGA: 0.01 };

/**
 * A sum as Stripe counts it.
 * @throws TerminalError when Stripe has no unit that is small enough
 */
export function stripeAmount({ amount, currency }: Money): number {
  const theirs = amount * (FACTORS[currency] ?? 1);
  if (Number.isInteger(theirs)) return theirs;
  throw new TerminalError(`Stripe takes no ${amount} of the smallest unit of ${currency}`);
}
