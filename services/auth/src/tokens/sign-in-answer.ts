import type { Database } from '@murmuration/choreography';
import type { SignedIn } from '@murmuration/contracts';
import { newTokenId } from '../crypto/ids.ts';
import { claimsOf } from '../domain/access-claims.ts';
import { rolesOf } from '../store/accounts.ts';
import type { AuthTools } from '../tools.ts';
import { signAccessToken } from './access-token.ts';

/** A session that goes on with a refresh token. */
export interface OpenSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

/** What somebody is told who has signed in or refreshed, with an access token made now. */
export async function signedInAnswer(
  { keys, policy }: Pick<AuthTools, 'keys' | 'policy'>,
  database: Database,
  { sessionId, userId, refreshToken, refreshExpiresAt }: OpenSession,
  now: Date,
): Promise<SignedIn> {
  const roles = await rolesOf(database, userId);
  const claims = claimsOf({ userId, roles, sessionId }, newTokenId(), now, policy);
  const left = Math.floor((refreshExpiresAt.getTime() - now.getTime()) / 1_000);
  return {
    userId,
    accessToken: await signAccessToken(claims, await keys.signer(database, now)),
    tokenType: 'Bearer',
    expiresIn: policy.accessTokenSeconds,
    refreshToken,
    refreshExpiresIn: Math.max(left, 1),
  };
}
