import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { money } from '../shared/money.ts';

/** A product was added to the catalogue. */
export const productCreated = defineEvent({
  type: 'product.created',
  version: 1,
  data: z.object({
    sku: z.string(),
    name: z.string(),
    price: money,
    /** Counts the changes of this product; replicas keep the highest. */
    version: z.int().min(1),
  }),
  key: (product) => product.sku,
  examples: [
    { sku: 'tea-001', name: 'Assam, 100 g', price: { amount: 690, currency: 'EUR' }, version: 1 },
  ],
});
