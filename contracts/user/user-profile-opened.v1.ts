import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { instant } from '../shared/identifiers.ts';

/** A profile waits for its person to confirm the address; it is forgotten if that does not happen in time. */
export const userProfileOpened = defineEvent({
  type: 'user.profile-opened',
  version: 1,
  data: z.object({ userId: z.string(), openedAt: instant() }),
  key: (user) => user.userId,
  examples: [{ userId: 'u-Zk3vQ81xLw0rTbNc5aYd', openedAt: '2026-01-05T09:00:00.000Z' }],
});
