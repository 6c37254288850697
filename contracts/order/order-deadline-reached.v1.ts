import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/** The time that an order had to become confirmed is over. Published by a timer of order itself. */
export const orderDeadlineReached = defineEvent({
  type: 'order.deadline-reached',
  version: 1,
  data: z.object({ orderId: z.string() }),
  key: (order) => order.orderId,
  examples: [{ orderId: 'o-1' }],
});
