import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { instant } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';
import { stockLine } from '../shared/quantity.ts';

/** The customer has got money back. */
export const paymentRefunded = defineEvent({
  type: 'payment.refunded',
  version: 1,
  data: z.object({
    refundId: z.string(),
    orderId: z.string(),
    amount: money,
    reason: z.string(),
    /** The pieces that it is for; none when it is a plain sum. */
    lines: z.array(stockLine),
    providerReference: z.string(),
    refundedAt: instant(),
  }),
  key: (refund) => refund.orderId,
  examples: [
    {
      refundId: 'r-1',
      orderId: 'o-1',
      amount: { amount: 690, currency: 'EUR' },
      reason: 'one bag was torn',
      lines: [{ sku: 'tea-001', quantity: 1 }],
      providerReference: 're_1',
      refundedAt: '2026-01-06T10:00:00.000Z',
    },
  ],
});
