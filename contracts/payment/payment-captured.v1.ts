import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { instant } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';

/** The customer's money is there. */
export const paymentCaptured = defineEvent({
  type: 'payment.captured',
  version: 1,
  data: z.object({
    orderId: z.string(),
    amount: money,
    /** The provider's id of the payment. */
    providerReference: z.string(),
    capturedAt: instant(),
  }),
  key: (payment) => payment.orderId,
  examples: [
    {
      orderId: 'o-1',
      amount: { amount: 1_380, currency: 'EUR' },
      providerReference: 'pi_1',
      capturedAt: '2026-01-05T09:00:01.000Z',
    },
  ],
});
