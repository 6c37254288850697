import { z } from 'zod';

/** How many pieces of one article: at least one. */
export const quantity = z.int().min(1).max(1_000_000);

/** A number of pieces of one article. */
export const stockLine = z.object({
  sku: z.string(),
  quantity,
});
export type StockLine = z.infer<typeof stockLine>;
