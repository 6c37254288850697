import { z } from 'zod';
import { defineTimer } from '../define/define-timer.ts';

/** The time that an order had to become confirmed is over. Published by a timer of order itself. */
export const orderDeadlineReached = defineTimer({
  type: 'order.deadline-reached',
  version: 1,
  data: z.object({ orderId: z.string() }),
  key: (order) => order.orderId,
  examples: [{ orderId: 'o-1' }],
});
