import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/**
 * The payment provider told us, by a signed webhook, that money which it had taken over for a customer did not arrive: it is ours again, and owed. The customer's bank has sent it
 * back, since the account is closed or the card is lost.
 */
export const refundFailed = defineEvent({
  type: 'payment.refund-failed',
  version: 1,
  data: z.object({
    refundId: z.string(),
    orderId: z.string(),
    /** The provider's own id of the notification. */
    notificationId: z.string(),
    /** The provider's own id of the refund. */
    providerReference: z.string(),
    /** In the provider's words. */
    reason: z.string(),
  }),
  key: (refund) => refund.orderId,
  examples: [
    {
      refundId: 'r-1',
      orderId: 'o-1',
      notificationId: 'evt_2',
      providerReference: 're_1',
      reason: 'lost_or_stolen_card',
    },
  ],
});
