import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { accountAddress, newPassword, oneTimeCode } from './credentials.ts';

/**
 * Set a new password with the code from the mail. All sessions end; a mail tells it. Refused with 400 `wrong_code` (also when
 * the code is too old or was used) or `weak_password`, 429 `too_many_attempts`, 503 `busy`.
 */
export const confirmPasswordReset = defineRequest({
  type: 'auth.confirm-password-reset',
  version: 1,
  data: z.object({ email: accountAddress, code: oneTimeCode, newPassword }),
  result: z.object({ status: z.literal('changed') }),
  access: 'public',
  http: { method: 'POST', path: '/account/password-reset/confirm', status: 200 },
  examples: [
    {
      data: {
        email: 'ada@example.com',
        code: 'K7QF-2M9D',
        newPassword: 'a difference engine, rather',
      },
      result: { status: 'changed' },
    },
  ],
});
