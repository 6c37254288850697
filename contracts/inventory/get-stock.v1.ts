import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';

/** Where the pieces of one article are, or null when none ever came in. */
export const getStock = defineQuery({
  type: 'inventory.get-stock',
  version: 1,
  params: z.object({ sku: z.string() }),
  result: z
    .object({
      sku: z.string(),
      onHand: z.int(),
      reserved: z.int(),
      committed: z.int(),
      /** All pieces that ever came in: the sum of the three. */
      restocked: z.int(),
    })
    .nullable(),
  http: { method: 'GET', path: '/stock/:sku' },
  access: 'operator',
  examples: [
    {
      params: { sku: 'tea-001' },
      result: { sku: 'tea-001', onHand: 60, reserved: 2, committed: 0, restocked: 62 },
    },
  ],
});
