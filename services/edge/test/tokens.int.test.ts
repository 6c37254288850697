import { createHmac, createPublicKey, randomBytes } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EdgeWorld, edgeWorld } from './support/edge-world.ts';
import { OWNER } from './support/stand-ins.ts';
import { type Claims, claimsFor, sign, signingKey } from './support/tokens.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await edgeWorld();
});
afterAll(() => world.stop());

const address = '/orders/o-1';
const now = (): number => Math.floor(Date.now() / 1_000);
const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** The customer's usual token, with other claims. */
async function withClaims(changed: Claims): Promise<string> {
  return await sign(world.key, claimsFor(OWNER, ['customer'], changed));
}

async function withHeader(header: Claims): Promise<string> {
  return await sign(world.key, claimsFor(OWNER, ['customer']), header);
}

async function expectRefused(token: string): Promise<void> {
  const response = await world.ask(address, { token });
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(['token_refused', 'not_signed_in']).toContain(
    ((await response.json()) as { code: string }).code,
  );
}

describe('an access token', () => {
  it('lets its bearer in', async () => {
    expect((await world.ask(address, { token: await world.token() })).status).toBe(200);
  });

  it('says why it is refused only when it has run out', async () => {
    const token = await withClaims({ iat: now() - 700, exp: now() - 60 });
    const response = await world.ask(address, { token });
    expect(response.headers.get('www-authenticate')).toContain('the token has run out');
    const forged = await world.ask(address, { token: await withClaims({ aud: 'other' }) });
    expect(forged.headers.get('www-authenticate')).toContain('the token is not accepted');
  });

  it('may be a little ahead of our clock', async () => {
    const token = await withClaims({ iat: now() + 2, nbf: now() + 2 });
    expect((await world.ask(address, { token })).status).toBe(200);
  });
});

describe('without a signature of auth', () => {
  it.each(['none', 'None', 'NONE', ''])('the algorithm "%s" gets nowhere', async (alg) => {
    const header = { alg, typ: 'at+jwt', kid: world.key.kid };
    await expectRefused(`${encoded(header)}.${encoded(claimsFor(OWNER, ['customer']))}.`);
  });

  it('a signature is not left out', async () => {
    const [header, payload] = (await world.token()).split('.');
    await expectRefused(`${header}.${payload}.`);
    await expectRefused(`${header}.${payload}`);
  });

  it('the public key is no secret of a hash', async () => {
    const jwk = await importJWK({ ...world.key.jwk, kty: 'OKP' }, 'EdDSA', { extractable: true });
    if (jwk instanceof Uint8Array) throw new Error('no key');
    const pem = await exportSPKI(jwk);
    const raw = Buffer.from(String(world.key.jwk['x']), 'base64url');
    const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    for (const secret of [pem, raw, der, JSON.stringify(world.key.jwk)]) {
      const header = { alg: 'HS256', typ: 'at+jwt', kid: world.key.kid };
      const signed = `${encoded(header)}.${encoded(claimsFor(OWNER, ['operator']))}`;
      const signature = createHmac('sha256', secret).update(signed).digest('base64url');
      await expectRefused(`${signed}.${signature}`);
    }
  });

  it('a changed payload is noticed', async () => {
    const [header, , signature] = (await world.token()).split('.');
    await expectRefused(`${header}.${encoded(claimsFor('u-other', ['operator']))}.${signature}`);
  });

  it('a foreign key under our id is noticed', async () => {
    const foreign = await signingKey(world.key.kid);
    await expectRefused(await sign(foreign, claimsFor(OWNER, ['operator'])));
  });

  it('a foreign key of another id is unknown', async () => {
    const foreign = await signingKey('k-foreign');
    await expectRefused(await sign(foreign, claimsFor(OWNER, ['operator'])));
  });

  it('another algorithm’s key gets nowhere', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({ ...claimsFor(OWNER, ['operator']) })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: world.key.kid })
      .sign(privateKey);
    await expectRefused(token);
  });
});

describe('a token that brings its own key', () => {
  it('is refused, though the key fits', async () => {
    const foreign = await signingKey('k-mine');
    const headers: readonly Claims[] = [
      { jwk: foreign.jwk },
      { jku: `${world.edge.url}/.well-known/jwks.json` },
      { x5u: 'https://attacker.test/certificate.pem' },
      { x5c: [randomBytes(64).toString('base64')] },
    ];
    for (const header of headers) {
      await expectRefused(await sign(foreign, claimsFor(OWNER, ['operator']), header));
    }
  });

  it('is refused even when auth has signed it', async () => {
    const jwk = await exportJWK((await generateKeyPair('EdDSA', { extractable: true })).publicKey);
    await expectRefused(await withHeader({ jwk }));
    await expectRefused(await withHeader({ jku: 'https://attacker.test/keys' }));
  });
});

describe('each part of a token that we rely on', () => {
  it.each([
    ['kid', { kid: undefined }],
    ['kid, as a number', { kid: 7 }],
    ['typ', { typ: undefined }],
    ['typ of any token', { typ: 'JWT' }],
    ['typ of a refresh token', { typ: 'rt+jwt' }],
  ])('has to be right in the header: %s', async (_what, header) => {
    await expectRefused(await withHeader(header));
  });

  it.each([
    ['iss', { iss: undefined }],
    ['another iss', { iss: 'https://auth.other.test' }],
    ['iss with a slash', { iss: 'https://auth.shop.test/' }],
    ['aud', { aud: undefined }],
    ['another aud', { aud: 'other' }],
    ['sub', { sub: undefined }],
    ['an empty sub', { sub: '' }],
    ['a sub with a line break', { sub: 'u-1\r\nReader-Roles: operator' }],
    ['a sub that is no text', { sub: 7 }],
    ['roles', { roles: undefined }],
    ['roles as a text', { roles: 'operator' }],
    ['a role that does not exist', { roles: ['root'] }],
    ['sid', { sid: undefined }],
    ['jti', { jti: undefined }],
    ['exp', { exp: undefined }],
    ['exp in the past', { iat: now() - 700, exp: now() - 60 }],
    ['exp as a text', { exp: '9999999999' }],
    ['iat', { iat: undefined }],
    ['iat in the future', { iat: now() + 120, exp: now() + 600 }],
    ['iat long ago', { iat: now() - 90_000, exp: now() + 600 }],
    ['nbf in the future', { nbf: now() + 120 }],
  ])('has to be right in the claims: %s', async (_what, changed) => {
    await expectRefused(await withClaims(changed));
  });

  it.each([
    'opaque-refresh-token-256-bit',
    'a.b',
    'a.b.c',
    '....',
    'e30.e30.e30',
    'x'.repeat(5_000),
  ])('is there: %s is no access token', async (token) => {
    await expectRefused(token);
  });

  it('is in the right header', async () => {
    const token = await world.token();
    for (const authorization of [token, `Basic ${token}`, `Bearer`, `Bearer ${token} ${token}`]) {
      const response = await world.ask(address, { headers: { authorization } });
      expect(response.status).toBe(401);
    }
    expect((await world.ask(`${address}?access_token=${token}`)).status).toBe(401);
  });
});

describe('the keys of auth', () => {
  it('are fetched anew when a token names one that is not known, and never in a burst', async () => {
    world.services.reset();
    const next = await signingKey('k-2');
    world.keys.push(next);
    const token = await sign(next, claimsFor(OWNER, ['customer']));
    const tries = async (): Promise<number> => (await world.ask(address, { token })).status;
    await expect.poll(tries, { timeout: 10_000, interval: 100 }).toBe(200);
    const asked = world.services.asked.filter(({ type }) => type === 'auth.jwks');
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  it('stay when auth is away', async () => {
    await world.services.stop('auth');
    const unknown = await signingKey('k-3');
    await expectRefused(await sign(unknown, claimsFor(OWNER, ['customer'])));
    expect((await world.ask(address, { token: await world.token() })).status).toBe(200);
    await world.services.start('auth');
  });
});
