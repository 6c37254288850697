import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { notificationKind } from './notification-kind.ts';

/** A mail was handed to the mail server. */
export const notificationSent = defineEvent({
  type: 'notification.sent',
  version: 1,
  data: z.object({
    orderId: z.string(),
    kind: notificationKind,
    /** The mail's Message-ID: the same again if it had to be sent twice. */
    messageId: z.string(),
  }),
  key: (mail) => mail.orderId,
  examples: [
    { orderId: 'o-1', kind: 'confirmed', messageId: '<o-1.confirmed@murmuration.example>' },
  ],
});
