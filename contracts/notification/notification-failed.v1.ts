import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { notificationKind } from './notification-kind.ts';

/** A mail will never be sent: nobody knows where to, or the mail server refused it for good. */
export const notificationFailed = defineEvent({
  type: 'notification.failed',
  version: 1,
  data: z.object({
    orderId: z.string(),
    kind: notificationKind,
    /** `no-address`, `erased`, or the mail server's words, which never say the address. */
    reason: z.string(),
  }),
  key: (mail) => mail.orderId,
  examples: [{ orderId: 'o-1', kind: 'confirmed', reason: '550 no such mailbox' }],
});
