import { z } from 'zod';
import { defineQuery } from '../define/define-query.ts';
import { notificationKind } from './notification-kind.ts';

/** Which mails one order has caused. */
export const listNotifications = defineQuery({
  type: 'notification.list',
  version: 1,
  params: z.object({ orderId: z.string() }),
  result: z.object({
    notifications: z.array(
      z.object({
        kind: notificationKind,
        /** What the mail is about: the order, or one refund of it. */
        subjectId: z.string(),
        status: z.enum(['wanted', 'sending', 'sent', 'failed']),
        /** Why it failed: `no-address`, `erased`, or the mail server's words. */
        reason: z.string().nullable(),
      }),
    ),
  }),
  http: { method: 'GET', path: '/orders/:orderId/notifications' },
  access: 'owner',
  examples: [
    {
      params: { orderId: 'o-1' },
      result: {
        notifications: [{ kind: 'confirmed', subjectId: 'o-1', status: 'sent', reason: null }],
      },
    },
  ],
});
