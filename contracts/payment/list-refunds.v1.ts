import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { instant } from '../shared/identifiers.ts';
import { money } from '../shared/money.ts';
import { pageOf, pageParams } from '../shared/page.ts';
import { refundView } from './refund-view.ts';

/** What one order's customer got back, or will get back, in the order of time. None also when there is no such payment. */
export const listRefunds = defineQuery({
  type: 'payment.list-refunds',
  version: 1,
  params: z.object({ orderId: z.string(), ...pageParams }),
  result: pageOf(refundView.extend({ amount: money, requestedAt: instant(), version: z.int() })),
  http: { method: 'GET', path: '/orders/:orderId/refunds' },
  access: 'owner',
  examples: [
    {
      params: { orderId: 'o-1', limit: 20 },
      result: {
        items: [
          {
            refundId: 'r-1',
            amount: { amount: 690, currency: 'EUR' },
            status: 'refunded',
            reason: 'torn',
            lines: [{ sku: 'tea-001', quantity: 1 }],
            requestedAt: '2026-01-06T09:00:00.000Z',
            version: 2,
          },
        ],
        next: null,
      },
    },
  ],
});
