import {
  money,
  orderCancelled,
  orderLine,
  type Reliance,
  reliesOn,
  stockReserved,
} from '@murmuration/contracts';
import { z } from 'zod';

/** What a charge is begun and undone by. `npm run contracts` names payment when an owner takes some of it away. */
export const paymentReliesOn: readonly Reliance[] = [
  reliesOn(stockReserved, {
    needs: z.object({
      orderId: z.string(),
      payment: z.object({
        customerId: z.string(),
        amount: money,
        // what a refund of single pieces is reckoned from
        lines: z.array(orderLine).min(1),
        paymentMethod: z.string(),
      }),
    }),
    examples: [
      {
        orderId: 'o-1',
        lines: [
          { sku: 'tea-001', quantity: 2 },
          { sku: 'pot-007', quantity: 1 },
        ],
        payment: {
          customerId: 'c-1',
          amount: { amount: 1_380, currency: 'EUR' },
          lines: [
            { sku: 'tea-001', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } },
            // a gift costs nothing
            { sku: 'pot-007', quantity: 1, unitPrice: { amount: 0, currency: 'EUR' } },
          ],
          paymentMethod: 'pm_card_visa',
        },
      },
    ],
  }),
  reliesOn(orderCancelled, {
    needs: z.object({ orderId: z.string() }),
    examples: orderCancelled.examples,
  }),
];
