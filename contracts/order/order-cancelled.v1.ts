import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { instant } from '../shared/identifiers.ts';

export const cancellationReason = z.enum([
  'requested',
  'out-of-stock',
  'payment-declined',
  'deadline-passed',
]);
export type CancellationReason = z.infer<typeof cancellationReason>;

/** The order does not come about; everyone gives back what they hold for it. Final. */
export const orderCancelled = defineEvent({
  type: 'order.cancelled',
  version: 1,
  data: z.object({
    orderId: z.string(),
    customerId: z.string(),
    reason: cancellationReason,
    /** For people: which articles were short, why the card was declined. */
    detail: z.string(),
    cancelledAt: instant(),
  }),
  key: (order) => order.orderId,
  examples: [
    {
      orderId: 'o-1',
      customerId: 'c-1',
      reason: 'out-of-stock',
      detail: 'tea-001: 2 wanted, 1 available',
      cancelledAt: '2026-01-05T09:00:01.000Z',
    },
  ],
});
