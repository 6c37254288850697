import { z } from 'zod';
import { sku } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';

/** What the catalogue says of one article. */
export const productDetails = z.object({
  sku: sku(),
  name: z.string().min(1).max(200),
  description: z.string().max(5_000).default(''),
  price: money,
});
