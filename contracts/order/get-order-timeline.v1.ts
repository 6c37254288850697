import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { instant } from '../shared/identifiers.ts';

/** What happened to one order, as far as order itself knows, in the order of time; null when there is no such order. */
export const getOrderTimeline = defineQuery({
  type: 'order.timeline',
  version: 1,
  params: z.object({ orderId: z.string() }),
  result: z
    .object({
      orderId: z.string(),
      entries: z.array(
        z.object({
          what: z.enum(['placed', 'confirmed', 'cancelled', 'rejected']),
          at: instant(),
          /** For people: why it was cancelled or rejected; empty when there is nothing to add. */
          detail: z.string(),
        }),
      ),
      /** Until when a placed order is decided at the latest; null once it is. */
      decidedBy: instant().nullable(),
      version: z.int(),
    })
    .nullable(),
  http: { method: 'GET', path: '/orders/:orderId/timeline' },
  access: 'owner',
  examples: [
    {
      params: { orderId: 'o-1' },
      result: {
        orderId: 'o-1',
        entries: [
          { what: 'placed', at: '2026-01-05T09:00:00.000Z', detail: '' },
          {
            what: 'cancelled',
            at: '2026-01-05T09:00:01.000Z',
            detail: 'out-of-stock: tea-001: 2 wanted, 1 available',
          },
        ],
        decidedBy: null,
        version: 2,
      },
    },
  ],
});
