import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { orderLine } from '../order/order-line.ts';
import { money } from '../shared/money.ts';
import { stockLine } from '../shared/quantity.ts';

/** Every line of an order is set aside for it. */
export const stockReserved = defineEvent({
  type: 'inventory.stock-reserved',
  version: 1,
  data: z.object({
    orderId: z.string(),
    lines: z.array(stockLine).min(1),
    /** What is to be paid for it, handed on as the order said it: payment needs no other fact to begin. */
    payment: z.object({
      customerId: z.string(),
      amount: money,
      lines: z.array(orderLine).min(1),
      paymentMethod: z.string(),
    }),
  }),
  key: (reservation) => reservation.orderId,
  examples: [
    {
      orderId: 'o-1',
      lines: [{ sku: 'tea-001', quantity: 2 }],
      payment: {
        customerId: 'c-1',
        amount: { amount: 1_380, currency: 'EUR' },
        lines: [{ sku: 'tea-001', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } }],
        paymentMethod: 'pm_card_visa',
      },
    },
  ],
});
