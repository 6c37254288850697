import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { instant } from '../shared/identifiers.ts';
import { pageOf, pageParams } from '../shared/page.ts';

/** A message that a reaction could not handle, as people see it: never its payload. */
export const deadLetterView = z.object({
  id: z.uuid(),
  reaction: z.string(),
  messageId: z.string(),
  messageName: z.string(),
  key: z.string(),
  reason: z.string(),
  message: z.string(),
  attempts: z.int(),
  firstFailedAt: instant(),
  lastFailedAt: instant(),
  status: z.enum(['open', 'redriven']),
});

/** The dead letters of one service, the latest failure first. Every service that runs on the runtime answers it by itself. */
export function deadLettersOf<Service extends string>(service: Service) {
  return defineQuery({
    type: `${service}.list-dead-letters`,
    version: 1,
    params: z.object({
      reaction: z.string().max(200).optional(),
      status: z.enum(['open', 'redriven']).default('open'),
      ...pageParams,
    }),
    result: pageOf(deadLetterView),
    http: { method: 'GET', path: `/dead-letters/${service}` },
    access: 'operator',
    examples: [{ params: { status: 'open', limit: 20 }, result: { items: [], next: null } }],
  });
}

export const listAuthDeadLetters = deadLettersOf('auth');
export const listUserDeadLetters = deadLettersOf('user');
export const listProductDeadLetters = deadLettersOf('product');
export const listInventoryDeadLetters = deadLettersOf('inventory');
export const listOrderDeadLetters = deadLettersOf('order');
export const listPaymentDeadLetters = deadLettersOf('payment');
export const listNotificationDeadLetters = deadLettersOf('notification');
