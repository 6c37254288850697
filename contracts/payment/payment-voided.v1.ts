import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/** A payment that was begun will never be captured: the provider has cancelled it. */
export const paymentVoided = defineEvent({
  type: 'payment.voided',
  version: 1,
  data: z.object({ orderId: z.string() }),
  key: (payment) => payment.orderId,
  examples: [{ orderId: 'o-1' }],
});
