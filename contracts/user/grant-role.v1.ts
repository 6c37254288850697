import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { identifier } from '../shared/identifiers.ts';
import { role } from './role.ts';

/** Make a customer an operator, or take that away again. The same again changes nothing. Refused with 404 `unknown_user`. */
export const grantRole = defineRequest({
  type: 'user.grant-role',
  version: 1,
  data: z.object({
    userId: identifier(),
    role: role.extract(['operator']),
    granted: z.boolean(),
  }),
  result: z.object({ userId: z.string(), roles: z.array(role), version: z.int() }),
  access: 'operator',
  examples: [
    {
      data: { userId: 'u-Zk3vQ81xLw0rTbNc5aYd', role: 'operator', granted: true },
      result: { userId: 'u-Zk3vQ81xLw0rTbNc5aYd', roles: ['customer', 'operator'], version: 3 },
    },
  ],
});
