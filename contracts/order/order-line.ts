import { z } from 'zod';
import { money } from '../shared/money.ts';
import { quantity } from '../shared/quantity.ts';

/** One article of an order at the price that the customer saw. */
export const orderLine = z.object({ sku: z.string(), quantity, unitPrice: money });
export type OrderLine = z.infer<typeof orderLine>;
