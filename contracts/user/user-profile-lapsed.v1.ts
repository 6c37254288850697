import { z } from 'zod';
import { defineTimer } from '../define/define-timer.ts';

/** The time that a person had to confirm the address is over. Published by a timer of user itself. */
export const userProfileLapsed = defineTimer({
  type: 'user.profile-lapsed',
  version: 1,
  data: z.object({ userId: z.string() }),
  key: (user) => user.userId,
  examples: [{ userId: 'u-Zk3vQ81xLw0rTbNc5aYd' }],
});
