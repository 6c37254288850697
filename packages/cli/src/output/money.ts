import { minorDigits, type Money } from '@murmuration/contracts';

const FORM = /^(\d{1,12})(?:\.(\d+))?\s?([A-Z]{3})?$/;

/** `6.90 EUR`. */
export function moneyText({ amount, currency }: Money): string {
  const digits = minorDigits(currency);
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}

/**
 * Reads `6.90EUR`, `6.90 EUR` or, with a currency to fall back on, `6.90`.
 * @returns undefined when the text is no sum, or is finer than the currency
 */
export function parseMoney(text: string, fallback?: string): Money | undefined {
  const [, whole = '', fraction = '', code] = FORM.exec(text.trim()) ?? [];
  const currency = code ?? fallback;
  if (whole === '' || currency === undefined) return undefined;
  const digits = minorDigits(currency);
  if (fraction.length > digits) return undefined;
  return { amount: Number(whole + fraction.padEnd(digits, '0')), currency };
}
