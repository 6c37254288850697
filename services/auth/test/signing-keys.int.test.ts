import { ConfigError } from '@murmuration/choreography';
import { getJwks } from '@murmuration/contracts';
import { drizzle } from 'drizzle-orm/postgres-js';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { secretsFrom } from '../src/crypto/secrets.ts';
import { authTools, startHousekeeping } from '../src/index.ts';
import { accessTokenVerifier } from '../src/tokens/access-token.ts';
import { SigningKeys } from '../src/tokens/signing-keys.ts';
import { tendSigningKeys } from '../src/tokens/tend-signing-keys.ts';
import { AuthWorld, granted, MASTER_KEY, patientPolicy } from './auth-world.ts';

const HOUR_MS = 3_600_000;
const policy = { ...patientPolicy, signingKeyMs: 24 * HOUR_MS, signingKeyLeadMs: HOUR_MS };
const secrets = secretsFrom(MASTER_KEY);

let world: AuthWorld;
let pool: postgres.Sql;
beforeAll(async () => {
  world = await AuthWorld.open();
  pool = postgres(world.database.urlOf('auth'), { max: 4, onnotice: () => undefined });
});
afterAll(async () => {
  await pool.end();
  await world.close();
});
afterEach(async () => {
  await world.stopServices();
  await world.sql`truncate signing_keys`;
});

const inHours = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS);
const tend = (now = new Date()) => tendSigningKeys(drizzle(pool), secrets, policy, now);
const keySet = async () => granted(await world.ask(getJwks, {})).keys;

describe('signing keys', () => {
  it('are published for everybody, their public halves alone', async () => {
    await world.start({ policy });
    const keys = await keySet();
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    const rows = await world.sql<{ key: string }[]>`select private_key as key from signing_keys`;
    expect(rows[0]?.key).not.toContain('"d"');
  });

  it('are made once by replicas that start at the same time', async () => {
    await Promise.all(Array.from({ length: 4 }, () => tend()));
    expect(await world.sql`select from signing_keys`).toHaveLength(1);
  });

  it('change without a token being refused: the next one is known before it signs, the old one after', async () => {
    const tools = await world.start({ policy });
    await world.member('ada@example.com');
    const before = await world.signedIn('ada@example.com');
    await tend(inHours(23));
    const published = createLocalJWKSet({ keys: await keySet() });
    expect(await keySet()).toHaveLength(2);
    await world.stopServices();
    await world.sql`update signing_keys set signs_from = signs_from - interval '24 hours 30 seconds'`;
    await world.startWith({ ...tools, keys: new SigningKeys(secrets) });
    const after = await world.signedIn('ada@example.com');
    const kids = [before, after].map(({ accessToken }) => decodeProtectedHeader(accessToken).kid);
    expect(new Set(kids).size).toBe(2);
    for (const { accessToken, userId } of [before, after]) {
      const { payload } = await jwtVerify(accessToken, published, { issuer: policy.issuer });
      expect(payload.sub).toBe(userId);
    }
    await tend();
    expect(await keySet()).toHaveLength(2);
    await tend(inHours(0.5));
    expect((await keySet()).map(({ kid }) => kid)).toEqual([kids[1]]);
  });

  it('of another replica are found by whoever verifies', async () => {
    await world.start({ policy });
    const keys = new SigningKeys(secrets);
    const database = drizzle(pool);
    const verify = accessTokenVerifier({
      issuer: policy.issuer,
      keyOf: (kid) => keys.publicKey(database, kid),
    });
    const { accessToken, userId } = await world.signedIn('ada@example.com');
    expect(await verify(accessToken)).toMatchObject({ sub: userId, roles: ['customer'] });
    await world.sql`truncate signing_keys`;
    const blind = new SigningKeys(secrets);
    expect(
      await blind.publicKey(database, decodeProtectedHeader(accessToken).kid ?? ''),
    ).toBeUndefined();
  });

  it('of another master key keep a replica from starting, with what to look at', async () => {
    await tend();
    const stranger = authTools({
      masterKey: MASTER_KEY.toReversed(),
      mailer: world.mailer,
      policy,
    });
    const start = startHousekeeping(world.database.urlOf('auth'), stranger);
    await expect(start).rejects.toThrow(ConfigError);
    await expect(start).rejects.toThrow(/AUTH_KEY_SECRET/);
  });
});
