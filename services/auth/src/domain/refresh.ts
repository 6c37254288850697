import type { AuthPolicy } from './policy.ts';

/*
 * The life of a refresh token: fresh ──shown──▶ used (it has a successor). A session is the family of all tokens that came from
 * one sign-in. A used token that is shown again is either a retry after a lost reply or stolen: within the grace it
 * gets the same successor again, later it ends the family.
 */

export interface ShownToken {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  /** Whether the token that followed this one has been shown already: its reply was not lost then. */
  readonly successorUsed: boolean;
}

/** A session that has ended is gone, and none of its tokens is known any more. */
export interface SessionState {
  readonly expiresAt: Date;
}

export type RefreshDecision =
  /** A new successor is made. */
  | { readonly kind: 'rotate' }
  /** The successor that was made before is told once more. */
  | { readonly kind: 'repeat' }
  /** Somebody else has a copy: the session ends. */
  | { readonly kind: 'reused' }
  | { readonly kind: 'refused' };

/** What becomes of a session when one of its refresh tokens is shown. */
export function decideRefresh(
  token: ShownToken,
  session: SessionState,
  now: Date,
  { refreshGraceMs }: Pick<AuthPolicy, 'refreshGraceMs'>,
): RefreshDecision {
  if (session.expiresAt <= now) return { kind: 'refused' };
  if (token.usedAt === null) return { kind: token.expiresAt <= now ? 'refused' : 'rotate' };
  if (now.getTime() - token.usedAt.getTime() > refreshGraceMs) return { kind: 'reused' };
  // the one who got the successor uses it already: nobody is told it again, but that is no proof of a theft so soon
  return { kind: token.successorUsed ? 'refused' : 'repeat' };
}

/** Until when a refresh token of a session is good. */
export function refreshExpiry(
  now: Date,
  sessionExpiresAt: Date,
  { sessionIdleMs }: Pick<AuthPolicy, 'sessionIdleMs'>,
): Date {
  return new Date(Math.min(now.getTime() + sessionIdleMs, sessionExpiresAt.getTime()));
}
