import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { accountAddress, oneTimeCode } from './credentials.ts';

/**
 * Show that the address is one's own, with the code from the mail: from then on one can sign in. The same again is answered
 * the same. Refused with 400 `wrong_code` (also when the code is too old), 429 `too_many_attempts`.
 */
export const confirmRegistration = defineRequest({
  type: 'auth.confirm',
  version: 1,
  data: z.object({ email: accountAddress, code: oneTimeCode }),
  result: z.object({ status: z.literal('confirmed') }),
  access: 'public',
  http: { method: 'POST', path: '/account/confirm', status: 200 },
  examples: [
    { data: { email: 'ada@example.com', code: 'K7QF-2M9D' }, result: { status: 'confirmed' } },
  ],
});
