import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { sealed } from './sealed.ts';

/** How a person is reached has become known or has changed. Whoever may write to the person asks for the key when it does. */
export const userUpdated = defineEvent({
  type: 'user.updated',
  version: 1,
  data: z.object({
    userId: z.string(),
    /** Counts the changes of this person, over all events about users: the highest one holds. */
    version: z.int().min(1),
    /** A contact, sealed under the person's key for the purpose `contact`. */
    contact: sealed,
  }),
  key: (user) => user.userId,
  examples: [
    {
      userId: 'u-Zk3vQ81xLw0rTbNc5aYd',
      version: 2,
      contact: 's1.rXNwNu1mNw4oOlYJ0Vt8m3Jm9kqKTWmAz5p2bVwJrE6sQkC1dUeFgHiLn4PqRs',
    },
  ],
});
