import { z } from 'zod';
import { money } from '../shared/money.ts';

/** A product as readers see it. */
export const productView = z.object({
  sku: z.string(),
  name: z.string(),
  description: z.string(),
  price: money,
  status: z.enum(['on-sale', 'retired']),
  version: z.int(),
});

export const exampleProduct: z.infer<typeof productView> = {
  sku: 'tea-001',
  name: 'Assam, 100 g',
  description: 'Malty, from the Brahmaputra valley.',
  price: { amount: 690, currency: 'EUR' },
  status: 'on-sale',
  version: 1,
};
