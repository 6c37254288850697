import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { quantity } from '../shared/quantity.ts';

/** Pieces of an article came in. */
export const restocked = defineEvent({
  type: 'inventory.restocked',
  version: 1,
  data: z.object({
    restockId: z.string(),
    sku: z.string(),
    quantity,
    /** Pieces for sale after this delivery. */
    onHand: z.int().min(0),
  }),
  key: (delivery) => delivery.sku,
  examples: [{ restockId: 'delivery-1', sku: 'tea-001', quantity: 50, onHand: 62 }],
});
