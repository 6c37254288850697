import {
  refreshSession,
  signIn,
  signOut,
  signOutEverywhere,
  userErased,
  userRolesChanged,
  type SignedIn,
} from '@murmuration/contracts';
import { eventually } from '@murmuration/testkit';
import { drizzle } from 'drizzle-orm/postgres-js';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isOpenSession } from '../src/store/sessions.ts';
import { AuthWorld, granted, PASSWORD, patientPolicy } from './auth-world.ts';

let world: AuthWorld;
let userId: string;
let first: SignedIn;
let count = 0;
beforeAll(async () => {
  world = await AuthWorld.open();
  // two replicas share whatever is asked
  await world.start({ policy: { ...patientPolicy, sessionsPerUser: 3 } });
  await world.start({ policy: { ...patientPolicy, sessionsPerUser: 3 } });
});
afterAll(() => world.close());
beforeEach(async () => {
  userId = await world.member(emailOf(++count));
  first = await world.signedIn(emailOf(count));
});

const emailOf = (number: number): string => `person-${number}@example.com`;
const refresh = (refreshToken: string) => world.ask(refreshSession, { refreshToken });
const refused = { ok: false, status: 401, codes: ['wrong_token'] };

/** Lets time pass for whatever of the person was used. */
const ageUsed = (seconds: number) =>
  world.sql`update refresh_tokens set used_at = used_at - make_interval(secs => ${seconds}) where used_at is not null`;

describe('refreshing', () => {
  it('gives a new pair for the same session and person', async () => {
    const next = granted(await refresh(first.refreshToken));
    expect(next.userId).toBe(userId);
    expect(next.refreshToken).not.toBe(first.refreshToken);
    const [before, after] = [decodeJwt(first.accessToken), decodeJwt(next.accessToken)];
    expect(after['sid']).toBe(before['sid']);
    expect(after.jti).not.toBe(before.jti);
    expect(granted(await refresh(next.refreshToken)).userId).toBe(userId);
  });

  it('gives a hundred at once the same successor, and the session goes on', async () => {
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => refresh(first.refreshToken)),
    );
    const successors = new Set(replies.map((reply) => granted(reply).refreshToken));
    expect(successors.size).toBe(1);
    const [successor = ''] = successors;
    expect(granted(await refresh(successor)).userId).toBe(userId);
  });

  it('repeats a lost reply within the grace, as long as nobody has used the successor', async () => {
    const next = granted(await refresh(first.refreshToken));
    await ageUsed(2);
    expect(granted(await refresh(first.refreshToken)).refreshToken).toBe(next.refreshToken);
    granted(await refresh(next.refreshToken));
    expect(await refresh(first.refreshToken)).toMatchObject(refused);
  });

  it('ends the whole session when a used token is shown after the grace', async () => {
    const other = await world.signedIn(emailOf(count));
    const next = granted(await refresh(first.refreshToken));
    const last = granted(await refresh(next.refreshToken));
    await ageUsed(11);
    expect(await refresh(first.refreshToken)).toMatchObject(refused);
    expect(await refresh(last.refreshToken)).toMatchObject(refused);
    expect(await refresh(next.refreshToken)).toMatchObject(refused);
    expect(granted(await refresh(other.refreshToken)).userId).toBe(userId);
    expect(world.warnings.join()).toContain(userId);
    expect(world.warnings.join()).not.toContain(first.refreshToken);
  });

  it('ends the session once for a hundred thieves at once, and for nobody else', async () => {
    granted(await refresh(first.refreshToken));
    await ageUsed(11);
    const replies = await Promise.all(
      Array.from({ length: 100 }, () => refresh(first.refreshToken)),
    );
    expect(replies.every((reply) => !reply.ok && reply.status === 401)).toBe(true);
  });

  it('refuses a token that has expired, and an access token in its place', async () => {
    await world.sql`update refresh_tokens set expires_at = now() - interval '1 second'`;
    expect(await refresh(first.refreshToken)).toMatchObject(refused);
    expect(await refresh(first.accessToken.slice(0, 128))).toMatchObject(refused);
    expect(await refresh('x')).toMatchObject(refused);
  });

  it('stores no refresh token in clear, and no successor that the database alone could open', async () => {
    const next = granted(await refresh(first.refreshToken));
    const rows = await world.sql`select t::text as text from refresh_tokens t`;
    const dump = JSON.stringify(rows);
    expect(dump).not.toContain(first.refreshToken);
    expect(dump).not.toContain(next.refreshToken);
  });
});

describe('signing out', () => {
  it('ends one session, also with a token that was used already, and is answered the same again', async () => {
    const other = await world.signedIn(emailOf(count));
    const next = granted(await refresh(first.refreshToken));
    const leave = () => world.ask(signOut, { refreshToken: first.refreshToken });
    expect(granted(await leave())).toEqual({ status: 'signed-out' });
    expect(granted(await leave())).toEqual({ status: 'signed-out' });
    expect(await refresh(next.refreshToken)).toMatchObject(refused);
    expect(granted(await refresh(other.refreshToken)).userId).toBe(userId);
  });

  it('everywhere ends all sessions of the one who asks, and of nobody else', async () => {
    const stranger = await world
      .member('stranger@example.com')
      .then(() => world.signedIn('stranger@example.com'));
    const all = granted(await world.ask(signOutEverywhere, {}, { userId }));
    expect(all.sessions).toBe(2);
    expect(await refresh(first.refreshToken)).toMatchObject(refused);
    expect(granted(await refresh(stranger.refreshToken)).userId).toBe(stranger.userId);
  });

  it('everywhere is for somebody who has signed in', async () => {
    expect(await world.ask(signOutEverywhere, {})).toMatchObject({ ok: false, status: 401 });
  });
});

describe('sessions', () => {
  it('are looked for by id and person, and are found until they end', async () => {
    const sessionId = String(decodeJwt(first.accessToken)['sid']);
    const database = drizzle(world.sql);
    const goesOn = (of: string, now = new Date()): Promise<boolean> =>
      isOpenSession(database, { sessionId, userId: of }, now);
    expect(await goesOn(userId)).toBe(true);
    expect(await goesOn('u-somebody-else')).toBe(false);
    const later = new Date(Date.now() + patientPolicy.sessionMs + 1_000);
    expect(await goesOn(userId, later)).toBe(false);
    await world.ask(signOut, { refreshToken: first.refreshToken });
    expect(await goesOn(userId)).toBe(false);
  });

  it('of one person are so many at most: the longest unused ends', async () => {
    const more = [await world.signedIn(emailOf(count)), await world.signedIn(emailOf(count))];
    granted(await refresh(first.refreshToken));
    await world.signedIn(emailOf(count));
    const [{ open } = { open: 0 }] = await world.sql<{ open: number }[]>`
      select count(*)::integer as open from sessions where user_id = ${userId}`;
    expect(open).toBe(3);
    expect(await refresh(more[0]?.refreshToken ?? '')).toMatchObject(refused);
    expect(granted(await refresh(more[1]?.refreshToken ?? '')).userId).toBe(userId);
  });

  it('tell new roles with the next access token', async () => {
    await world.tell(userRolesChanged, { userId, roles: ['customer', 'operator'], version: 2 });
    await world.tell(userRolesChanged, { userId, roles: ['customer'], version: 1 });
    let token = first.refreshToken;
    await eventually(
      async () => {
        const next = granted(await refresh(token));
        token = next.refreshToken;
        return JSON.stringify(decodeJwt(next.accessToken)['roles']) === '["customer","operator"]';
      },
      { what: 'the new role' },
    );
    expect(decodeJwt(first.accessToken)['roles']).toEqual(['customer']);
  });

  it('and credentials are gone when the person is erased', async () => {
    await world.tell(userErased, { userId, version: 3 });
    await eventually(
      async () => {
        const left = await world.sql`select from sessions where user_id = ${userId}`;
        return left.length === 0;
      },
      { what: 'the end of the sessions' },
    );
    expect(await refresh(first.refreshToken)).toMatchObject(refused);
    const answer = await world.ask(signIn, { email: emailOf(count), password: PASSWORD });
    expect(answer).toMatchObject({ status: 401, codes: ['wrong_credentials'] });
    const [row] =
      await world.sql`select status, email_index, password_hash from accounts where user_id = ${userId}`;
    expect(row).toEqual({ status: 'erased', email_index: null, password_hash: null });
    expect(await world.member(emailOf(count))).not.toBe(userId);
  });
});
