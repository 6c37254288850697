import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { refreshToken } from './credentials.ts';
import { adaSignedIn, signedIn } from './signed-in.ts';

/**
 * Exchange a refresh token for a new pair. Each is good once: who shows a used one again ends the whole session, unless it is
 * right after, when the reply may have been lost: then the same successor is answered again. Refused with 401 `wrong_token`.
 */
export const refreshSession = defineRequest({
  type: 'auth.refresh',
  version: 1,
  data: z.object({ refreshToken }),
  result: signedIn,
  access: 'public',
  http: { method: 'POST', path: '/account/refresh', status: 200 },
  examples: [{ data: { refreshToken: adaSignedIn.refreshToken }, result: adaSignedIn }],
});
