import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/** A cancellation came before its order; the order will be cancelled when it arrives. */
export const orderCancelRequested = defineEvent({
  type: 'order.cancel-requested',
  version: 1,
  data: z.object({ orderId: z.string() }),
  key: (wish) => wish.orderId,
  examples: [{ orderId: 'o-1' }],
});
