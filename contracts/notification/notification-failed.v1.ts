import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { notificationKind } from './notification-kind.ts';

/** A mail was refused for good by the mail server. */
export const notificationFailed = defineEvent({
  type: 'notification.failed',
  version: 1,
  data: z.object({ orderId: z.string(), kind: notificationKind, reason: z.string() }),
  key: (mail) => mail.orderId,
  examples: [{ orderId: 'o-1', kind: 'confirmed', reason: '550 no such mailbox' }],
});
