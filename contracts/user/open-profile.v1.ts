import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { identifier } from '../shared/identifiers.ts';
import { mailAddress, personName } from './person.ts';

/**
 * Keep what a person told at registration. The profile is pending until `auth.user-registered` says that the address is
 * confirmed, and is forgotten after a day without. Again for a pending profile, the newer details hold; an active one stays as
 * it is. Refused with 409 `erased` for an id whose person was erased.
 */
export const openProfile = defineRequest({
  type: 'user.open-profile',
  version: 1,
  data: z.object({ userId: identifier(), email: mailAddress, name: personName }),
  result: z.object({ userId: z.string(), status: z.enum(['pending', 'active']) }),
  access: 'internal',
  askedBy: ['auth'],
  examples: [
    {
      data: {
        userId: 'u-Zk3vQ81xLw0rTbNc5aYd',
        email: 'ada@example.com',
        name: 'Ada Lovelace',
      },
      result: { userId: 'u-Zk3vQ81xLw0rTbNc5aYd', status: 'pending' },
    },
  ],
});
