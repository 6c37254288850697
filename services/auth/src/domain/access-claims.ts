import { accessTokenForm, type AccessTokenClaims, type Role } from '@murmuration/contracts';
import type { AuthPolicy } from './policy.ts';

/** Whom an access token is for, and out of which session. */
export interface Bearer {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly sessionId: string;
}

/** What an access token says that is made now. `tokenId` is unique. */
export function claimsOf(
  { userId, roles, sessionId }: Bearer,
  tokenId: string,
  now: Date,
  { issuer, accessTokenSeconds }: Pick<AuthPolicy, 'issuer' | 'accessTokenSeconds'>,
): AccessTokenClaims {
  const iat = Math.floor(now.getTime() / 1_000);
  return {
    iss: issuer,
    aud: accessTokenForm.audience,
    sub: userId,
    roles: [...roles],
    sid: sessionId,
    jti: tokenId,
    iat,
    exp: iat + accessTokenSeconds,
  };
}
