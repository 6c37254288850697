import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { money } from '../shared/money.ts';

/** Payment owes the customer this sum; it is asked of the provider next. */
export const refundRequested = defineEvent({
  type: 'payment.refund-requested',
  version: 1,
  data: z.object({
    refundId: z.string(),
    orderId: z.string(),
    amount: money,
    reason: z.string(),
  }),
  key: (refund) => refund.orderId,
  examples: [
    {
      refundId: 'r-1',
      orderId: 'o-1',
      amount: { amount: 690, currency: 'EUR' },
      reason: 'one bag was torn',
    },
  ],
});
