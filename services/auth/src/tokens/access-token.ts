import { accessTokenClaims, accessTokenForm, type AccessTokenClaims } from '@murmuration/contracts';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { KeyObject } from 'node:crypto';
import type { Signer } from './signing-keys.ts';

const { algorithm: alg, type: typ, audience } = accessTokenForm;
/** Clocks may be off by so much, in seconds. */
const CLOCK_SECONDS = 5;
const KEY_ID = /^k-[A-Za-z0-9_-]{20}$/;

/** Signs an access token. */
export async function signAccessToken(
  claims: AccessTokenClaims,
  { kid, privateKey }: Signer,
): Promise<string> {
  return await new SignJWT({ ...claims }).setProtectedHeader({ alg, typ, kid }).sign(privateKey);
}

export interface VerifierOptions {
  readonly issuer: string;
  /** One of our own public keys by its id. Keys that a token brings along or points to are never looked at. */
  readonly keyOf: (kid: string) => Promise<KeyObject | undefined>;
}

/** Checks an access token; undefined when it is not one of ours, or not good any more. Throws only when the keys cannot be read. */
export type Verifier = (token: string, now?: Date) => Promise<AccessTokenClaims | undefined>;

/** A verifier that takes one algorithm, one type, one audience, one issuer, and keys of ours. */
export function accessTokenVerifier({ issuer, keyOf }: VerifierOptions): Verifier {
  return async (token, now = new Date()) => {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => ourKey(kid, keyOf), {
        algorithms: [alg],
        typ,
        issuer,
        audience,
        requiredClaims: ['sub', 'sid', 'jti', 'iat', 'exp'],
        clockTolerance: CLOCK_SECONDS,
        currentDate: now,
      });
      return accessTokenClaims.safeParse(payload).data;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
}

async function ourKey(
  kid: string | undefined,
  keyOf: VerifierOptions['keyOf'],
): Promise<KeyObject> {
  const key = kid !== undefined && KEY_ID.test(kid) ? await keyOf(kid) : undefined;
  if (key === undefined) throw new errors.JWKSNoMatchingKey();
  return key;
}
