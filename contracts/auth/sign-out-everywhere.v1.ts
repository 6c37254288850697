import { z } from 'zod';
import { defineRequest } from '../define/define-request.ts';

/** End all of one's own sessions. Access tokens that are about stay good until they expire, a few minutes later. */
export const signOutEverywhere = defineRequest({
  type: 'auth.sign-out-everywhere',
  version: 1,
  data: z.object({}),
  result: z.object({ status: z.literal('signed-out'), sessions: z.int().min(0) }),
  access: 'signed-in',
  http: { method: 'POST', path: '/account/sign-out-everywhere', status: 200 },
  examples: [{ data: {}, result: { status: 'signed-out', sessions: 2 } }],
});
