import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';

/** The person's key is destroyed: what was sealed under it can never be read again, wherever copies of it are. Final. */
export const userErased = defineEvent({
  type: 'user.erased',
  version: 1,
  data: z.object({
    userId: z.string(),
    /** Counts the changes of this person, over all events about users: none comes after this one. */
    version: z.int().min(1),
  }),
  key: (user) => user.userId,
  examples: [{ userId: 'u-Zk3vQ81xLw0rTbNc5aYd', version: 4 }],
});
