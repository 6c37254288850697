import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { instant } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';

/** Stock is set aside and the money is there: the order stands. Final. */
export const orderConfirmed = defineEvent({
  type: 'order.confirmed',
  version: 1,
  data: z.object({
    orderId: z.string(),
    customerId: z.string(),
    total: money,
    confirmedAt: instant(),
  }),
  key: (order) => order.orderId,
  examples: [
    {
      orderId: 'o-1',
      customerId: 'c-1',
      total: { amount: 1_380, currency: 'EUR' },
      confirmedAt: '2026-01-05T09:00:02.000Z',
    },
  ],
});
