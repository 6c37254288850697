import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { instant } from '../shared/identifiers.ts';
import { pageOf, pageParams } from '../shared/page.ts';

/** Open until it was delivered after all, or somebody has given it up for good. */
const deadLetterStatus = z.enum(['open', 'redriven', 'discarded']);

/** A message that a reaction could not handle, as people see it: never its payload. */
export const deadLetterView = z.object({
  id: z.uuid(),
  reaction: z.string(),
  messageId: z.string(),
  messageName: z.string(),
  key: z.string(),
  reason: z.string(),
  message: z.string(),
  /** The same for letters of the same cause at the same reaction. */
  fingerprint: z.string(),
  attempts: z.int(),
  firstFailedAt: instant(),
  lastFailedAt: instant(),
  status: deadLetterStatus,
  /** When, by whom and, for one that was discarded, why it was settled; null as long as it is open. */
  settledAt: instant().nullable(),
  settledBy: z.string().nullable(),
  settledReason: z.string().nullable(),
});

/** The dead letters of one service, the latest failure first. Every service that runs on the runtime answers it by itself. */
export function deadLettersOf<Service extends string>(service: Service) {
  return defineQuery({
    type: `${service}.list-dead-letters`,
    version: 1,
    params: z.object({
      reaction: z.string().max(200).optional(),
      /** A fingerprint. */
      group: z.string().max(64).optional(),
      status: deadLetterStatus.default('open'),
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
