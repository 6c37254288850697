import { z } from 'zod';

/** The parameters of every list that comes in pages. */
export const pageParams = {
  /** What `next` of the page before said; left out for the first page. It means nothing to its holder. */
  cursor: z
    .string()
    .max(400)
    .regex(/^[A-Za-z0-9_-]+$/, 'must be what `next` of the page before said')
    .optional(),
  limit: z.int().min(1).max(100).default(20),
};

/** A page of a list; `next` leads to the following one and is null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
