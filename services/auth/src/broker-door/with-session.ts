import type { AccessTokenClaims } from '@murmuration/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Verifier } from '../tokens/access-token.ts';

/** Whether the session that a token was made in goes on. */
export type GoesOn = (claims: Pick<AccessTokenClaims, 'sid' | 'sub'>) => Promise<boolean>;

/** Shorter than the broker waits for an answer. */
const PATIENCE_MS = 1_500;

/**
 * A verifier that also refuses tokens whose session has ended: by signing out, with another password, or because the person was erased. While that cannot be
 * found out the token counts by itself, as it does at the edge: it is good for minutes only.
 */
export function withSession(verify: Verifier, goesOn: GoesOn, patienceMs = PATIENCE_MS): Verifier {
  return async (token, now) => {
    const claims = await verify(token, now);
    if (claims === undefined) return undefined;
    const late = pause(patienceMs, true, { ref: false });
    const isOpen = await Promise.race([goesOn(claims).catch(() => true), late]);
    return isOpen ? claims : undefined;
  };
}
