import { accessTokenClaims, accessTokenForm } from '@murmuration/contracts';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { ProblemError } from '../problems/problem-error.ts';
import type { KeySet } from './key-set.ts';
import type { Reader } from './reader.ts';

/** What an access token must say to be accepted. */
export interface TokenRules {
  /** Who signs, `iss`. */
  readonly issuer: string;
  /** How far our clocks may be apart, in seconds. */
  readonly clockToleranceSeconds: number;
}

const { algorithm, audience, type } = accessTokenForm;
/** A token that claims to live longer than this was not made by us. */
const LONGEST_LIFE = '1 day';
const LONGEST_TOKEN = 4_096;
/** Headers that bring their own key, or ask us to fetch one. */
const FOREIGN_KEYS = ['jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'crit'];

/** Who a token speaks for. Throws a `ProblemError`: `token_refused`, or `keys_unavailable` while no key is known. */
export type VerifyToken = (token: string) => Promise<Reader>;

/** Checks access tokens by the keys of auth: signature, kind, issuer, audience, times, and each claim that we rely on. */
export function tokenVerifier(keys: KeySet, rules: TokenRules): VerifyToken {
  const options = {
    algorithms: [algorithm],
    typ: type,
    issuer: rules.issuer,
    audience,
    clockTolerance: rules.clockToleranceSeconds,
    maxTokenAge: LONGEST_LIFE,
    requiredClaims: ['sub', 'roles', 'sid', 'jti', 'exp', 'iat'],
  };
  return async (token) => {
    try {
      const kid = keyIdOf(token);
      const { payload } = await jwtVerify(token, await keys.find(kid), options);
      const { sub, roles, exp } = accessTokenClaims.parse(payload);
      return { userId: sub, roles, expiresAt: exp * 1_000 };
    } catch (error) {
      throw error instanceof ProblemError ? error : refused(error);
    }
  };
}

function keyIdOf(token: string): string {
  if (token.length > LONGEST_TOKEN) throw new errors.JWTInvalid('the token is too long');
  const header = decodeProtectedHeader(token);
  const foreign = FOREIGN_KEYS.find((name) => Object.hasOwn(header, name));
  if (foreign !== undefined) throw new errors.JWTInvalid(`the header ${foreign} is not accepted`);
  if (header.alg !== algorithm) throw new errors.JOSEAlgNotAllowed('the algorithm is not accepted');
  if (typeof header.kid !== 'string') throw new errors.JWTInvalid('the token names no key');
  return header.kid;
}

/** A stranger learns whether a token has run out, so that a client refreshes it, and nothing else. */
function refused(cause: unknown): ProblemError {
  const expired = cause instanceof errors.JWTExpired;
  const detail = expired ? 'The access token has run out: refresh it.' : 'Sign in again.';
  const description = expired ? 'the token has run out' : 'the token is not accepted';
  return new ProblemError('token_refused', {
    detail,
    cause,
    headers: {
      'www-authenticate': `Bearer error="invalid_token", error_description="${description}"`,
    },
  });
}
