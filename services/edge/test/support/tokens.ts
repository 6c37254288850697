import { exportJWK, generateKeyPair, type CryptoKey, SignJWT } from 'jose';

export const ISSUER = 'https://auth.shop.test';

/** A pair of keys as auth has them. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** As it stands in the JWKS. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

export async function signingKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const { kty, crv, x } = await exportJWK(publicKey);
  return { kid, privateKey, jwk: { kty, crv, x, kid, use: 'sig', alg: 'EdDSA' } };
}

export type Claims = Readonly<Record<string, unknown>>;

/** What auth writes into an access token now; `undefined` takes a claim away. */
export function claimsFor(userId: string, roles: readonly string[], changed: Claims = {}): Claims {
  const now = Math.floor(Date.now() / 1_000);
  const all = {
    iss: ISSUER,
    aud: 'murmuration',
    sub: userId,
    roles,
    sid: 's-1',
    jti: 'j-1',
    iat: now,
    exp: now + 600,
    ...changed,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A token, signed. `header` adds to the usual one. */
export async function sign(key: SigningKey, claims: Claims, header: Claims = {}): Promise<string> {
  const usual = { alg: 'EdDSA', typ: 'at+jwt', kid: key.kid };
  return await new SignJWT({ ...claims })
    .setProtectedHeader({ ...usual, ...header })
    .sign(key.privateKey);
}
