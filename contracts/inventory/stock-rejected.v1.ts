import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/** At least one line of an order is short; nothing of it is set aside. */
export const stockRejected = defineEvent({
  type: 'inventory.stock-rejected',
  version: 1,
  data: z.object({
    orderId: z.string(),
    /** All lines that are short, not only the first. */
    shortages: z
      .array(z.object({ sku: z.string(), requested: z.int().min(1), available: z.int().min(0) }))
      .min(1),
  }),
  key: (rejection) => rejection.orderId,
  examples: [{ orderId: 'o-1', shortages: [{ sku: 'tea-001', requested: 2, available: 1 }] }],
});
