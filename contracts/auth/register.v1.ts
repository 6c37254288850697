import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { personName } from '../user/person.ts';
import { accountAddress, newPassword } from './credentials.ts';

/**
 * Open an account. The answer is the same whether the address has one already or not: what happens next stands in the mail
 * that goes there. Refused with 400 `weak_password`, 429 `too_many_attempts`.
 */
export const register = defineRequest({
  type: 'auth.register',
  version: 1,
  data: z.object({ email: accountAddress, password: newPassword, name: personName }),
  result: z.object({ status: z.literal('accepted') }),
  access: 'public',
  http: { method: 'POST', path: '/account/register', status: 202 },
  examples: [
    {
      data: {
        email: 'ada@example.com',
        password: 'a lovely engine of analysis',
        name: 'Ada Lovelace',
      },
      result: { status: 'accepted' },
    },
  ],
});
