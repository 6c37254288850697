import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { money } from '../shared/money.ts';
import { refundView } from './refund-view.ts';

/** What became of the money for one order, or null when payment has not heard of it. */
export const getPayment = defineQuery({
  type: 'payment.get',
  version: 1,
  params: z.object({ orderId: z.string() }),
  result: z
    .object({
      orderId: z.string(),
      status: z.enum(['awaiting', 'charging', 'captured', 'declined', 'voided']),
      amount: money.nullable(),
      captured: z.int(),
      refunded: z.int(),
      refunds: z.array(refundView),
      /** Whether every ledger transaction of this order balances. */
      balanced: z.boolean(),
      version: z.int(),
    })
    .nullable(),
  http: { method: 'GET', path: '/orders/:orderId/payment' },
  access: 'owner',
  examples: [
    {
      params: { orderId: 'o-1' },
      result: {
        orderId: 'o-1',
        status: 'captured',
        amount: { amount: 1_380, currency: 'EUR' },
        captured: 1_380,
        refunded: 690,
        refunds: [{ refundId: 'r-1', amount: 690, status: 'refunded', reason: 'torn', lines: [] }],
        balanced: true,
        version: 3,
      },
    },
  ],
});
