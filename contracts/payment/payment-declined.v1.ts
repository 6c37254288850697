import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/** The provider refused to take the money. Final. */
export const paymentDeclined = defineEvent({
  type: 'payment.declined',
  version: 1,
  data: z.object({
    orderId: z.string(),
    /** The provider's code, such as `insufficient_funds`. */
    code: z.string(),
    message: z.string(),
  }),
  key: (payment) => payment.orderId,
  examples: [
    { orderId: 'o-1', code: 'insufficient_funds', message: 'Your card has insufficient funds.' },
  ],
});
