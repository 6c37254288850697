import { z } from 'zod';
import { problemSchema } from '../define/define-command.ts';
import { money } from '../shared/money.ts';
import { cancellationReason } from './order-cancelled.v1.ts';
import { orderLine } from './order-line.ts';

/** An order as its customer sees it. */
export const orderView = z.object({
  orderId: z.string(),
  customerId: z.string().nullable(),
  status: z.enum(['cancel-requested', 'placed', 'confirmed', 'cancelled', 'rejected']),
  lines: z.array(orderLine),
  total: money.nullable(),
  placedAt: z.string().nullable(),
  deadline: z.string().nullable(),
  closedAt: z.string().nullable(),
  cancellation: z.object({ reason: cancellationReason, detail: z.string() }).nullable(),
  rejection: z.array(problemSchema).nullable(),
  version: z.int(),
});

/** What an order in a list may be: a cancellation that came before its order is none yet. */
export const listedStatus = z.enum(['placed', 'confirmed', 'cancelled', 'rejected']);

export const exampleOrder: z.infer<typeof orderView> = {
  orderId: 'o-1',
  customerId: 'c-1',
  status: 'placed',
  lines: [{ sku: 'tea-001', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } }],
  total: { amount: 1_380, currency: 'EUR' },
  placedAt: '2026-01-05T09:00:00.000Z',
  deadline: '2026-01-05T09:15:00.000Z',
  closedAt: null,
  cancellation: null,
  rejection: null,
  version: 1,
};
