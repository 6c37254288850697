import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { instant } from '../shared/identifiers.ts';

/** Somebody has confirmed the mail address and has an account now. */
export const userRegistered = defineEvent({
  type: 'auth.user-registered',
  version: 1,
  data: z.object({ userId: z.string(), registeredAt: instant() }),
  key: (user) => user.userId,
  examples: [{ userId: 'u-Zk3vQ81xLw0rTbNc5aYd', registeredAt: '2026-01-05T09:05:00.000Z' }],
});
