import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { stockLine } from '../shared/quantity.ts';

/** What is set aside for one order, or null when inventory has not heard of it. */
export const getReservation = defineQuery({
  type: 'inventory.get-reservation',
  version: 1,
  params: z.object({ orderId: z.string() }),
  result: z
    .object({
      orderId: z.string(),
      status: z.enum(['reserved', 'rejected', 'released', 'committed', 'void']),
      lines: z.array(stockLine),
      version: z.int(),
    })
    .nullable(),
  http: { method: 'GET', path: '/orders/:orderId/reservation' },
  access: 'operator',
  examples: [
    {
      params: { orderId: 'o-1' },
      result: {
        orderId: 'o-1',
        status: 'reserved',
        lines: [{ sku: 'tea-001', quantity: 2 }],
        version: 1,
      },
    },
  ],
});
