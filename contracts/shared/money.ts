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
