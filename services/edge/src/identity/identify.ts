import { ProblemError } from '../problems/problem-error.ts';
import type { Reader } from './reader.ts';
import type { VerifyToken } from './verify-token.ts';

/** Who asks, by the `Authorization` header of a request. Throws a `ProblemError`, 401 with `WWW-Authenticate`. */
export async function identify(
  authorization: string | undefined,
  verify: VerifyToken,
): Promise<Reader> {
  const token = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return await verify(token);
  throw new ProblemError('not_signed_in', {
    detail: 'Send an access token: Authorization: Bearer …',
    headers: { 'www-authenticate': 'Bearer' },
  });
}
