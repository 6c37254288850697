import { admit, needsReader, type RouteAccess } from '../identity/access.ts';
import { identify } from '../identity/identify.ts';
import type { VerifyToken } from '../identity/verify-token.ts';
import { accepts } from '../input/accepts.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { Guard } from '../routes/parts.ts';
import type { Limit } from './limits.ts';

/** A hook that finds out who asks where that matters, counts their requests, and turns away who may not come through. */
export function guardWith(verify: VerifyToken, limitUser: Limit) {
  return (access: RouteAccess, offered: readonly string[]): Guard =>
    async (request) => {
      if (needsReader(access)) {
        const reader = await identify(request.headers.authorization, verify);
        request.reader = reader;
        await limitUser(request);
        admit(access, reader);
      }
      if (accepts(request.headers.accept, offered)) return;
      throw new ProblemError('not_acceptable', { detail: `Served as ${offered.join(', ')}.` });
    };
}
