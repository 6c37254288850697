import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { instant } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';
import { pageOf, pageParams } from '../shared/page.ts';

/** Refunds that did not reach their customers, in the order in which they were asked for: people see to it that each gets the money in another way. */
export const listFailedRefunds = defineQuery({
  type: 'payment.list-failed-refunds',
  version: 1,
  params: z.object(pageParams),
  result: pageOf(
    z.object({
      refundId: z.string(),
      orderId: z.string(),
      amount: money,
      /** Why it was asked for. */
      reason: z.string(),
      /** Why it failed, in the provider's words. */
      failure: z.string(),
      requestedAt: instant(),
    }),
  ),
  http: { method: 'GET', path: '/refunds/failed' },
  access: 'operator',
  examples: [
    {
      params: { limit: 20 },
      result: {
        items: [
          {
            refundId: 'r-1',
            orderId: 'o-1',
            amount: { amount: 690, currency: 'EUR' },
            reason: 'torn',
            failure: 'lost_or_stolen_card',
            requestedAt: '2026-01-06T09:00:00.000Z',
          },
        ],
        next: null,
      },
    },
  ],
});
