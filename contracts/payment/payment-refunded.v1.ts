import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { instant } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';

/** The customer has got money back. */
export const paymentRefunded = defineEvent({
  type: 'payment.refunded',
  version: 1,
  data: z.object({
    refundId: z.string(),
    orderId: z.string(),
    amount: money,
    reason: z.string(),
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
      providerReference: 're_1',
      refundedAt: '2026-01-06T10:00:00.000Z',
    },
  ],
});
