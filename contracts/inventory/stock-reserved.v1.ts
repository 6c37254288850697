import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { stockLine } from '../shared/quantity.ts';

/** Every line of an order is set aside for it. */
export const stockReserved = defineEvent({
  type: 'inventory.stock-reserved',
  version: 1,
  data: z.object({ orderId: z.string(), lines: z.array(stockLine).min(1) }),
  key: (reservation) => reservation.orderId,
  examples: [{ orderId: 'o-1', lines: [{ sku: 'tea-001', quantity: 2 }] }],
});
