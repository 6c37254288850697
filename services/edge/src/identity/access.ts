import type { Access, RequestAccess } from '@murmuration/contracts';
import { ProblemError } from '../problems/problem-error.ts';
import type { Reader } from './reader.ts';

/** Who may come through a route, by what its contract says. `internal` has no route. */
export type RouteAccess = Exclude<Access | RequestAccess, 'internal'>;

/** Whether a route asks who its reader is. Where it does not, a token is not even looked at. */
export const needsReader = (access: RouteAccess): boolean => access !== 'public';

/**
 * Throws a `ProblemError` when the reader may not come through. Whose row it is, only the service knows: it answers a
 * foreign reader as if there were none.
 */
export function admit(access: RouteAccess, reader: Reader): void {
  if (access !== 'operator' || reader.roles.includes('operator')) return;
  throw new ProblemError('not_allowed', {
    detail: 'This is for the staff of the shop.',
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
  });
}
