import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/** The time that a person had to confirm the address is over. Published by a timer of user itself. */
export const userProfileLapsed = defineEvent({
  type: 'user.profile-lapsed',
  version: 1,
  data: z.object({ userId: z.string() }),
  key: (user) => user.userId,
  examples: [{ userId: 'u-Zk3vQ81xLw0rTbNc5aYd' }],
});
