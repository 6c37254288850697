import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { identifier, sku } from '../shared/identifiers.ts';
import { orderLine } from './order-line.ts';
import { orderRejected } from './order-rejected.v1.ts';

const lines = z
  .array(orderLine.extend({ sku: sku(), quantity: z.int().min(1).max(1_000) }))
  .min(1, 'an order needs at least one line')
  .max(100, 'an order has at most 100 lines')
  .superRefine((all, context) => {
    const first = all[0]?.unitPrice.currency;
    all.forEach((line, at) => {
      if (all.findIndex((other) => other.sku === line.sku) < at) {
        context.addIssue({
          code: 'custom',
          path: [at, 'sku'],
          params: { code: 'duplicate_sku' },
          message: `${line.sku} stands in an earlier line; add up the quantities`,
        });
      }
      if (line.unitPrice.currency !== first) {
        context.addIssue({
          code: 'custom',
          path: [at, 'unitPrice', 'currency'],
          params: { code: 'mixed_currencies' },
          message: `all lines of an order are in one currency; the first is in ${first}`,
        });
      }
    });
  });

/** Place an order at the prices that the customer saw. */
export const placeOrder = defineCommand({
  type: 'order.place',
  version: 1,
  data: z.object({
    orderId: identifier(),
    customerId: identifier(),
    lines,
    /** A token of the payment provider, never card data. */
    paymentMethod: z
      .string()
      .regex(/^pm_[A-Za-z0-9_]{1,128}$/, 'must be a payment method token such as pm_card_visa'),
  }),
  id: (order) => order.orderId,
  key: (order) => order.orderId,
  sentBy: 'anyone',
  rejection: orderRejected,
  examples: [
    {
      orderId: 'o-1',
      customerId: 'c-1',
      lines: [{ sku: 'tea-001', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } }],
      paymentMethod: 'pm_card_visa',
    },
  ],
});
