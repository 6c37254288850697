import { z } from 'zod';

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** A sum in minor units (cents for EUR) of an ISO 4217 currency. Never negative. */
export const money = z.object({
  amount: z.int().min(0).max(1_000_000_000_000),
  currency: z.string().refine((code) => currencies.has(code), {
    params: { code: 'unknown_currency' },
    message: 'must be an ISO 4217 currency code such as EUR',
  }),
});
export type Money = z.infer<typeof money>;

const WITHOUT_MINOR_UNIT = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
);
const IN_THOUSANDTHS = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));
const IN_TEN_THOUSANDTHS = new Set(['CLF', 'UYW']);

/**
 * How many decimal digits the minor unit of a currency has: 2 for EUR, 0 for JPY. (ISO 4217, list one. What `Intl` tells is how many digits people write, which are none for
 * the forint, the rupiah and more than a dozen others.)
 */
export function minorDigits(currency: string): number {
  if (WITHOUT_MINOR_UNIT.has(currency)) return 0;
  if (IN_THOUSANDTHS.has(currency)) return 3;
  return IN_TEN_THOUSANDTHS.has(currency) ? 4 : 2;
}
