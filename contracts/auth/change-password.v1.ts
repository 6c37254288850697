import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { givenPassword, newPassword, refreshToken } from './credentials.ts';
import { adaSignedIn } from './signed-in.ts';

/**
 * Change one's own password. All sessions end but that of the refresh token, if one is given; a mail tells it. Refused with 400
 * `weak_password`, 403 `wrong_password`, 429 `too_many_attempts`, 503 `busy`.
 */
export const changePassword = defineRequest({
  type: 'auth.change-password',
  version: 1,
  data: z.object({
    currentPassword: givenPassword,
    newPassword,
    /** Of the session that stays. */
    refreshToken: refreshToken.optional(),
  }),
  result: z.object({ status: z.literal('changed') }),
  access: 'signed-in',
  http: { method: 'POST', path: '/account/password', status: 200 },
  examples: [
    {
      data: {
        currentPassword: 'a lovely engine of analysis',
        newPassword: 'a difference engine, rather',
        refreshToken: adaSignedIn.refreshToken,
      },
      result: { status: 'changed' },
    },
  ],
});
