import { exportJWK, generateKeyPair } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../problems/problem-error.ts';
import { CachedKeySet } from './key-set.ts';

let now: number;
let asked: number;
let answer: () => Promise<string>;
let failures: unknown[];
let keys: CachedKeySet;

async function jwkOf(kid: string, changed: object = {}): Promise<object> {
  const { publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'EdDSA', ...changed };
}

async function offer(...jwks: readonly object[]): Promise<void> {
  answer = () => Promise.resolve(JSON.stringify({ keys: jwks }));
}

beforeEach(() => {
  now = 0;
  asked = 0;
  failures = [];
  answer = () => Promise.reject(new Error('auth is away'));
  keys = new CachedKeySet({
    fetch: () => {
      asked += 1;
      return answer();
    },
    pauseMs: 3_000,
    firstPauseMs: 250,
    maxAgeMs: 60_000,
    onFailure: (error) => failures.push(error),
    clock: () => now,
  });
});

describe('the keys of auth', () => {
  it('are asked for once by all who come at once', async () => {
    await offer(await jwkOf('k-1'));
    const found = await Promise.all([keys.find('k-1'), keys.find('k-1'), keys.find('k-1')]);
    expect(asked).toBe(1);
    expect(new Set(found).size).toBe(1);
    expect(keys.ready).toBe(true);
  });

  it('are unavailable, not wrong, while none was ever told', async () => {
    await expect(keys.find('k-1')).rejects.toThrow(ProblemError);
    await expect(keys.find('k-1')).rejects.toMatchObject({ problem: 'keys_unavailable' });
    expect(asked).toBe(1);
    expect(failures).toHaveLength(1);
    expect(keys.ready).toBe(false);
    await offer(await jwkOf('k-1'));
    now += 251;
    await keys.find('k-1');
  });

  it('are asked for anew for an unknown id, at most once in a while', async () => {
    await offer(await jwkOf('k-1'));
    await keys.find('k-1');
    for (let i = 0; i < 50; i += 1) {
      await expect(keys.find(`k-${i + 2}`)).rejects.toThrow('no key has this id');
    }
    expect(asked).toBe(1);
    now += 3_001;
    await offer(await jwkOf('k-2'));
    await keys.find('k-2');
    expect(asked).toBe(2);
  });

  it('stay while auth is away, however old they are', async () => {
    await offer(await jwkOf('k-1'));
    await keys.find('k-1');
    answer = () => Promise.reject(new Error('auth is away'));
    now += 600_000;
    await keys.find('k-1');
    await expect.poll(() => failures).toHaveLength(1);
    await keys.find('k-1');
  });

  it('go when auth has withdrawn them', async () => {
    await offer(await jwkOf('k-1'), await jwkOf('k-2'));
    await keys.find('k-1');
    await offer(await jwkOf('k-2'));
    now += 60_001;
    await keys.find('k-1');
    await expect.poll(() => keys.find('k-1').catch(() => 'gone')).toBe('gone');
  });

  it('are public Ed25519 keys for signing, whatever else is among them', async () => {
    const rsa = { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'k-rsa' };
    const oct = { kty: 'oct', k: 'c2VjcmV0', kid: 'k-oct', alg: 'HS256' };
    const forEncryption = await jwkOf('k-enc', { use: 'enc' });
    const nameless = await jwkOf('k-x', { kid: undefined });
    await offer(rsa, oct, forEncryption, nameless, await jwkOf('k-1'));
    await keys.find('k-1');
    for (const kid of ['k-rsa', 'k-oct', 'k-enc', 'k-x', '', 'undefined', '__proto__']) {
      await expect(keys.find(kid)).rejects.toThrow('no key has this id');
    }
  });

  it('stay when auth talks nonsense', async () => {
    await offer(await jwkOf('k-1'));
    await keys.find('k-1');
    answer = () => Promise.resolve('{"keys":"none"}');
    now += 3_001;
    await keys.refresh();
    expect(failures).toHaveLength(1);
    await keys.find('k-1');
  });
});
