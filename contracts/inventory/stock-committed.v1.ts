import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { stockLine } from '../shared/quantity.ts';

/** Stock that was set aside for a confirmed order has left for good. */
export const stockCommitted = defineEvent({
  type: 'inventory.stock-committed',
  version: 1,
  data: z.object({ orderId: z.string(), lines: z.array(stockLine).min(1) }),
  key: (reservation) => reservation.orderId,
  examples: [{ orderId: 'o-1', lines: [{ sku: 'tea-001', quantity: 2 }] }],
});
