import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { money } from '../shared/money.ts';
import { stockLine } from '../shared/quantity.ts';

/** Payment owes the customer this sum; it is asked of the provider next. */
export const refundRequested = defineEvent({
  type: 'payment.refund-requested',
  version: 1,
  data: z.object({
    refundId: z.string(),
    orderId: z.string(),
    amount: money,
    reason: z.string(),
    /** The pieces that it is for; none when it is a plain sum. */
    lines: z.array(stockLine),
  }),
  key: (refund) => refund.orderId,
  examples: [
    {
      refundId: 'r-1',
      orderId: 'o-1',
      amount: { amount: 690, currency: 'EUR' },
      reason: 'one bag was torn',
      lines: [{ sku: 'tea-001', quantity: 1 }],
    },
  ],
});
