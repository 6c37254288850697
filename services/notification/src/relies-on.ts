import {
  money,
  orderCancelled,
  orderConfirmed,
  paymentRefunded,
  type Reliance,
  reliesOn,
  userErased,
  userUpdated,
} from '@murmuration/contracts';
import { z } from 'zod';

/** What the mails and the replica of contacts are made of. `npm run contracts` names notification when an owner takes some of it away. */
export const notificationReliesOn: readonly Reliance[] = [
  reliesOn(orderConfirmed, {
    needs: z.object({ orderId: z.string(), customerId: z.string(), total: money }),
    examples: [
      {
        orderId: 'o-1',
        customerId: 'c-1',
        // nothing is said of fractions that the currency has not
        total: { amount: 1_380, currency: 'JPY' },
        confirmedAt: '2026-01-05T09:00:02.000Z',
      },
    ],
  }),
  reliesOn(orderCancelled, {
    needs: z.object({
      orderId: z.string(),
      customerId: z.string(),
      // a sentence of the mail for each
      reason: z.enum(['requested', 'out-of-stock', 'payment-declined', 'deadline-passed']),
      detail: z.string(),
    }),
    examples: [
      {
        orderId: 'o-1',
        customerId: 'c-1',
        reason: 'requested',
        detail: '',
        cancelledAt: '2026-01-05T09:00:01.000Z',
      },
    ],
  }),
  reliesOn(paymentRefunded, {
    needs: z.object({
      refundId: z.string(),
      orderId: z.string(),
      amount: money,
      reason: z.string(),
    }),
    examples: [
      {
        refundId: 'r-1',
        orderId: 'o-1',
        amount: { amount: 690, currency: 'EUR' },
        reason: 'order cancelled',
        lines: [],
        providerReference: 're_1',
        refundedAt: '2026-01-06T10:00:00.000Z',
      },
    ],
  }),
  reliesOn(userUpdated, {
    needs: z.object({ userId: z.string(), version: z.int(), contact: z.string() }),
    examples: userUpdated.examples,
  }),
  reliesOn(userErased, {
    needs: z.object({ userId: z.string(), version: z.int() }),
    examples: userErased.examples,
  }),
];
