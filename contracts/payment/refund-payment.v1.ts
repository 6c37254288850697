import { z } from 'zod';
import { defineCommand } from '../define/define-command.ts';
import { identifier } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';
import { refundRejected } from './refund-rejected.v1.ts';

/** Give a customer money back, in part or in full; repeated until the captured sum is reached, never beyond. */
export const refundPayment = defineCommand({
  type: 'payment.refund',
  version: 1,
  data: z.object({
    refundId: identifier(),
    orderId: identifier(),
    amount: money.refine((sum) => sum.amount > 0, {
      params: { code: 'not_positive' },
      message: 'must be more than nothing',
    }),
    reason: z.string().min(1).max(500),
  }),
  id: (refund) => refund.refundId,
  key: (refund) => refund.orderId,
  sentBy: 'trusted',
  rejection: refundRejected,
  examples: [
    {
      refundId: 'r-1',
      orderId: 'o-1',
      amount: { amount: 690, currency: 'EUR' },
      reason: 'one bag was torn',
    },
  ],
});
