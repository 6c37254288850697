import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/** The payment provider told us, by a signed webhook, how a charge ended. */
export const providerReported = defineEvent({
  type: 'payment.provider-reported',
  version: 1,
  data: z.object({
    orderId: z.string(),
    /** The provider's own id of the notification. */
    notificationId: z.string(),
    providerReference: z.string(),
    result: z.enum(['captured', 'voided']),
  }),
  key: (report) => report.orderId,
  examples: [
    { orderId: 'o-1', notificationId: 'evt_1', providerReference: 'pi_1', result: 'captured' },
  ],
});
