import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { refreshToken } from './credentials.ts';
import { adaSignedIn } from './signed-in.ts';

/** End one session, that of the refresh token. Answered the same when there is none. */
export const signOut = defineRequest({
  type: 'auth.sign-out',
  version: 1,
  data: z.object({ refreshToken }),
  result: z.object({ status: z.literal('signed-out') }),
  access: 'public',
  http: { method: 'POST', path: '/account/sign-out', status: 200 },
  examples: [
    { data: { refreshToken: adaSignedIn.refreshToken }, result: { status: 'signed-out' } },
  ],
});
