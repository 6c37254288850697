import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { identifier, sku } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';
import { stockLine } from '../shared/quantity.ts';
import { refundRejected } from './refund-rejected.v1.ts';

const sum = money.refine(({ amount }) => amount > 0, {
  params: { code: 'not_positive' },
  message: 'must be more than nothing',
});

const pieces = z
  .array(stockLine.extend({ sku: sku() }))
  .min(1, 'name at least one line, or a sum instead')
  .max(100, 'an order has at most 100 lines')
  .refine((lines) => new Set(lines.map((line) => line.sku)).size === lines.length, {
    params: { code: 'duplicate_sku' },
    message: 'each article stands in one line; add up the quantities',
  });

/**
 * Give a customer money back: a sum, or the price of some pieces of the order. Repeated until the captured sum is
 * reached, never beyond.
 */
export const refundPayment = defineCommand({
  type: 'payment.refund',
  version: 1,
  data: z
    .object({
      refundId: identifier(),
      orderId: identifier(),
      amount: sum.optional(),
      lines: pieces.optional(),
      /** For people. It stands in the stream and in the customer's mail, and stays when the customer is erased: no place for personal data. */
      reason: z.string().min(1).max(500),
    })
    .refine(({ amount, lines }) => (amount === undefined) !== (lines === undefined), {
      path: ['amount'],
      params: { code: 'sum_or_lines' },
      message: 'say what to give back either as a sum (amount) or by pieces (lines)',
    }),
  id: (refund) => refund.refundId,
  key: (refund) => refund.orderId,
  sentBy: 'operator',
  rejection: refundRejected,
  examples: [
    {
      refundId: 'r-1',
      orderId: 'o-1',
      amount: { amount: 690, currency: 'EUR' },
      reason: 'one bag was torn',
    },
    {
      refundId: 'r-2',
      orderId: 'o-1',
      lines: [{ sku: 'tea-001', quantity: 1 }],
      reason: 'one bag was torn',
    },
  ],
});
