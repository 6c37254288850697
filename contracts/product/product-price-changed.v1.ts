import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { money } from '../shared/money.ts';

/** A product has another price from now on. */
export const productPriceChanged = defineEvent({
  type: 'product.price-changed',
  version: 1,
  data: z.object({
    sku: z.string(),
    name: z.string(),
    price: money,
    version: z.int().min(1),
  }),
  key: (product) => product.sku,
  examples: [
    { sku: 'tea-001', name: 'Assam, 100 g', price: { amount: 720, currency: 'EUR' }, version: 2 },
  ],
});
