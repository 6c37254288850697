import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { instant } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';
import { orderLine } from './order-line.ts';

/** An order came to be; it waits for stock and for money. */
export const orderPlaced = defineEvent({
  type: 'order.placed',
  version: 1,
  data: z.object({
    orderId: z.string(),
    customerId: z.string(),
    lines: z.array(orderLine).min(1),
    total: money,
    paymentMethod: z.string(),
    placedAt: instant(),
    /** The order is cancelled if it is not confirmed by then. */
    deadline: instant(),
  }),
  key: (order) => order.orderId,
  examples: [
    {
      orderId: 'o-1',
      customerId: 'c-1',
      lines: [{ sku: 'tea-001', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } }],
      total: { amount: 1_380, currency: 'EUR' },
      paymentMethod: 'pm_card_visa',
      placedAt: '2026-01-05T09:00:00.000Z',
      deadline: '2026-01-05T09:15:00.000Z',
    },
  ],
});
