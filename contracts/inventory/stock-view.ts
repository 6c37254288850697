import { z } from 'zod';

/** Where the pieces of one article are. */
export const stockView = z.object({
  sku: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  committed: z.int(),
  /** All pieces that ever came in: the sum of the three. */
  restocked: z.int(),
  version: z.int(),
});

export const exampleStock: z.infer<typeof stockView> = {
  sku: 'tea-001',
  onHand: 60,
  reserved: 2,
  committed: 0,
  restocked: 62,
  version: 2,
};
