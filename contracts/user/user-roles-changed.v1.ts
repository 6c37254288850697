import { z } from 'zod';
import { defineEvent } from '../define/define-event.ts';
import { role } from './role.ts';

/** What a person may do has changed. A person of whom this was never told is a customer. */
export const userRolesChanged = defineEvent({
  type: 'user.roles-changed',
  version: 1,
  data: z.object({
    userId: z.string(),
    /** All roles that the person has from now on. */
    roles: z.array(role).min(1),
    /** Counts the changes of this person, over all events about users: the highest one holds. */
    version: z.int().min(1),
  }),
  key: (user) => user.userId,
  examples: [{ userId: 'u-Zk3vQ81xLw0rTbNc5aYd', roles: ['customer', 'operator'], version: 3 }],
});
