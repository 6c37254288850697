import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { money } from '../shared/money.ts';

/** A product is no longer sold. */
export const productRetired = defineEvent({
  type: 'product.retired',
  version: 1,
  data: z.object({
    sku: z.string(),
    name: z.string(),
    price: money,
    version: z.int().min(1),
  }),
  key: (product) => product.sku,
  examples: [
    { sku: 'tea-001', name: 'Assam, 100 g', price: { amount: 720, currency: 'EUR' }, version: 3 },
  ],
});
