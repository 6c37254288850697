import { SignJWT, base64url, exportJWK, generateKeyPair, type JWTHeaderParameters } from 'jose';
import { createPublicKey, generateKeyPairSync, KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { claimsOf } from '../domain/access-claims.ts';
import { accessTokenVerifier, signAccessToken } from './access-token.ts';

const now = new Date('2026-01-05T09:00:00.000Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
const policy = { issuer: 'https://auth.example', accessTokenSeconds: 600 };
const kid = 'k-AAECAwQFBgcICQoLDA0O';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = { kid, privateKey };
const claims = claimsOf(
  { userId: 'u-ada', roles: ['customer'], sessionId: 's-1' },
  't-1',
  now,
  policy,
);
const asked: string[] = [];
const verify = accessTokenVerifier({
  issuer: policy.issuer,
  keyOf: async (id) => {
    asked.push(id);
    return id === kid ? publicKey : undefined;
  },
});

/** A token with our key, and whatever else an attacker would like. */
const forge = (
  changed: Record<string, unknown> = {},
  header: Partial<JWTHeaderParameters> = {},
  key: KeyObject | Uint8Array = privateKey,
): Promise<string> =>
  new SignJWT({ ...claims, ...changed })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header })
    .sign(key);

describe('an access token', () => {
  it('says what was signed', async () => {
    expect(await verify(await signAccessToken(claims, signer), now)).toEqual(claims);
  });

  it('is good until it expires, with a few seconds for clocks', async () => {
    const token = await signAccessToken(claims, signer);
    expect(await verify(token, later(604))).toEqual(claims);
    expect(await verify(token, later(606))).toBeUndefined();
  });

  it('is not good when anything of it was changed', async () => {
    const token = await signAccessToken(claims, signer);
    const [head = '', body = '', signature = ''] = token.split('.');
    for (const [name, value] of Object.entries(claims)) {
      const changed = { ...claims, [name]: `${String(value)}x` };
      const forged = base64url.encode(JSON.stringify(changed));
      expect(await verify(`${head}.${forged}.${signature}`, now), name).toBeUndefined();
    }
    expect(
      await verify(
        `${head}.${body}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
        now,
      ),
    ).toBeUndefined();
    expect(await verify(`${head}.${body}.`, now)).toBeUndefined();
    expect(await verify(`${head}.${body}`, now)).toBeUndefined();
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'another-shop' }],
    ['several audiences', { aud: ['murmuration', 'another-shop'] }],
    ['no audience', { aud: undefined }],
    ['no subject', { sub: undefined }],
    ['a subject that is no id', { sub: 'u-ada.cmd.>' }],
    ['no session', { sid: undefined }],
    ['no id of its own', { jti: undefined }],
    ['no time', { iat: undefined }],
    ['no end', { exp: undefined }],
    ['a role that there is not', { roles: ['customer', 'root'] }],
    ['roles that are no list', { roles: 'operator' }],
  ])('with %s is none of ours, though our key signed it', async (_what, changed) => {
    expect(await verify(await forge(changed), now)).toBeUndefined();
  });

  it.each(['JWT', 'jwt', 'rt+jwt', ''])('of type %j is none', async (typ) => {
    expect(await verify(await forge({}, { typ }), now)).toBeUndefined();
  });

  it('without a signature is none, whatever it calls its algorithm', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      const head = base64url.encode(JSON.stringify({ alg, typ: 'at+jwt', kid }));
      const body = base64url.encode(JSON.stringify(claims));
      expect(await verify(`${head}.${body}.`, now)).toBeUndefined();
    }
  });

  it('is none when our public key was used as a shared secret', async () => {
    const pem = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' }));
    const raw = base64url.decode(publicKey.export({ format: 'jwk' }).x ?? '');
    for (const secret of [pem, raw]) {
      expect(await verify(await forge({}, { alg: 'HS256' }, secret), now)).toBeUndefined();
    }
  });

  it('is none when it brings its own key along, or tells where to fetch one', async () => {
    const own = await generateKeyPair('EdDSA', { extractable: true });
    const key = KeyObject.from(own.privateKey);
    const jwk = await exportJWK(own.publicKey);
    for (const header of [
      { jwk },
      { jku: 'https://evil.example/jwks.json' },
      { x5u: 'https://evil.example/cert.pem' },
      { kid: 'k-ZZZZZZZZZZZZZZZZZZZZ' },
      { kid: '../../etc/passwd' },
      {},
    ]) {
      expect(await verify(await forge({}, header, key), now)).toBeUndefined();
    }
    expect(asked).not.toContain('../../etc/passwd');
  });

  it('that wants something understood that nobody knows is none', async () => {
    const token = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, crit: ['exp'], exp: 1 })
      .sign(privateKey, { crit: { exp: true } });
    expect(await verify(token, now)).toBeUndefined();
  });

  it('is none for a key that is known but another one', async () => {
    const other = generateKeyPairSync('ed25519');
    const verifyOther = accessTokenVerifier({
      issuer: policy.issuer,
      keyOf: async () => createPublicKey(other.privateKey),
    });
    expect(await verifyOther(await forge(), now)).toBeUndefined();
  });

  it.each(['', '.', '..', 'x.y.z', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'])(
    'is not %j',
    async (token) => {
      expect(await verify(token, now)).toBeUndefined();
    },
  );

  it('cannot be judged when the keys cannot be read', async () => {
    const blind = accessTokenVerifier({
      issuer: policy.issuer,
      keyOf: () => Promise.reject(new Error('the database is away')),
    });
    await expect(blind(await forge(), now)).rejects.toThrow('the database is away');
  });
});
