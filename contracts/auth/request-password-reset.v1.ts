import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';
import { accountAddress } from './credentials.ts';

/**
 * Ask for a code to set a new password with. The answer is the same whether the address has an account or not. Refused with
 * 429 `too_many_attempts`.
 */
export const requestPasswordReset = defineRequest({
  type: 'auth.request-password-reset',
  version: 1,
  data: z.object({ email: accountAddress }),
  result: z.object({ status: z.literal('accepted') }),
  access: 'public',
  http: { method: 'POST', path: '/account/password-reset', status: 202 },
  examples: [{ data: { email: 'ada@example.com' }, result: { status: 'accepted' } }],
});
