import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { accountAddress, givenPassword } from './credentials.ts';
import { adaSignedIn, signedIn } from './signed-in.ts';

/**
 * Begin a session. Refused with 401 `wrong_credentials` for whatever reason it is not possible, 429 `too_many_attempts` after
 * too many failures, 503 `busy` when too many want to sign in at once.
 */
export const signIn = defineRequest({
  type: 'auth.sign-in',
  version: 1,
  data: z.object({ email: accountAddress, password: givenPassword }),
  result: signedIn,
  access: 'public',
  http: { method: 'POST', path: '/account/sign-in', status: 200 },
  examples: [
    {
      data: { email: 'ada@example.com', password: 'a lovely engine of analysis' },
      result: adaSignedIn,
    },
  ],
});
