import { changePassword, register, requestPasswordReset, signIn } from '@murmuration/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authTools, defaultPolicy, type AuthTools } from '../src/index.ts';
import { AuthWorld, granted, MASTER_KEY, PASSWORD, patientPolicy } from './auth-world.ts';

let world: AuthWorld;
beforeAll(async () => {
  world = await AuthWorld.open();
  await world.start();
  await world.member('ada@example.com');
  await world.stopServices();
});
afterAll(() => world.close());

const enter = (email: string, password = 'a wrong password', address = '192.0.2.1') =>
  world.ask(signIn, { email, password }, { address });
const wrong = { ok: false, status: 401, codes: ['wrong_credentials'] };
const paused = { ok: false, status: 429, codes: ['too_many_attempts'] };
const forgetAll = () => world.sql`truncate attempts`;

/** Runs with other services than the other tests. */
async function during(work: () => Promise<void>): Promise<void> {
  await forgetAll();
  try {
    await work();
  } finally {
    await world.stopServices();
  }
}

/** What is left of a minute, on a machine that may be busy. */
const aMinute = expect.toBeOneOf([60, 59, 58, 57, 56, 55]);

describe('failing to sign in', () => {
  const policy = {
    ...defaultPolicy,
    attempts: {
      ...defaultPolicy.attempts,
      perAccount: { ...defaultPolicy.attempts.perAccount, firstPauseMs: 60_000 },
      perAddress: { ...defaultPolicy.attempts.perAddress, firstPauseMs: 60_000 },
    },
  };

  it('too often makes an account pause there, the same whether there is one or not, whoever knows the password', () =>
    during(async () => {
      await world.start({ policy });
      await world.start({ policy });
      for (const [at, email] of ['ada@example.com', 'nobody@example.com'].entries()) {
        const place = `192.0.2.${at}`;
        for (let tries = 0; tries < 5; tries++) {
          expect(await enter(email, undefined, place)).toMatchObject(wrong);
        }
        expect(await enter(email, PASSWORD, place)).toEqual({
          ...paused,
          retryAfter: aMinute,
        });
      }
    }));

  it('from one place keeps nobody out who is at another', () =>
    during(async () => {
      await world.start({ policy });
      for (let tries = 0; tries < 8; tries++) await enter('ada@example.com');
      expect(await enter('ada@example.com', PASSWORD, '198.51.100.1')).toMatchObject({ ok: true });
      expect(await enter('ada@example.com', PASSWORD)).toMatchObject(paused);
    }));

  it('from many places makes the account pause everywhere', () =>
    during(async () => {
      await world.start({ policy });
      for (const email of ['ada@example.com', 'nobody@example.com']) {
        const replies = await Promise.all(
          Array.from({ length: 60 }, (_, at) => enter(email, `guess ${at}`, `203.0.113.${at}`)),
        );
        expect(replies.filter((reply) => !reply.ok && reply.status === 401)).toHaveLength(50);
        expect(await enter(email, PASSWORD, '198.51.100.1')).toMatchObject(paused);
      }
    }));

  it('counts guesses that are made at once like guesses in a row', () =>
    during(async () => {
      await world.start({ policy });
      await world.start({ policy });
      const replies = await Promise.all(
        Array.from({ length: 40 }, (_, at) => enter('ada@example.com', `guess ${at}`)),
      );
      expect(replies.filter((reply) => !reply.ok && reply.status === 401)).toHaveLength(5);
      expect(replies.filter((reply) => !reply.ok && reply.status === 429)).toHaveLength(35);
    }));

  it('too often from one place makes that place pause, and no other', () =>
    during(async () => {
      await world.start({ policy });
      for (let tries = 0; tries < 20; tries++) {
        expect(
          await enter(`nobody-${tries}@example.com`, undefined, `2001:db8::${tries}`),
        ).toMatchObject(wrong);
      }
      expect(await enter('ada@example.com', PASSWORD, '2001:db8::ffff')).toMatchObject(paused);
      expect(await enter('ada@example.com', PASSWORD, '2001:db8:0:1::1')).toMatchObject({
        ok: true,
      });
    }));

  it('is forgotten with the first success', () =>
    during(async () => {
      await world.start({ policy });
      for (let round = 0; round < 3; round++) {
        for (let tries = 0; tries < 4; tries++) {
          expect(await enter('ada@example.com', undefined, `192.0.2.${round}`)).toMatchObject(
            wrong,
          );
        }
        expect(await enter('ada@example.com', PASSWORD, `192.0.2.${round}`)).toMatchObject({
          ok: true,
        });
      }
    }));

  it('with an access token in hand is counted as well', () =>
    during(async () => {
      await world.start({ policy });
      const { userId } = await world.signedIn('ada@example.com');
      const data = { currentPassword: 'a wrong password', newPassword: 'something new, for once' };
      for (let tries = 0; tries < 5; tries++) {
        expect(await world.ask(changePassword, data, { userId })).toMatchObject({ status: 403 });
      }
      expect(await world.ask(changePassword, data, { userId })).toMatchObject(paused);
    }));
});

describe('asking for mails', () => {
  const reset = (email: string, address: string) =>
    world.ask(requestPasswordReset, { email }, { address });

  it('too often is refused, whether there is an account or not, to the place that asks', () =>
    during(async () => {
      await world.start({ policy: defaultPolicy });
      for (const email of ['ada@example.com', 'nobody@example.com']) {
        for (let tries = 0; tries < 3; tries++) granted(await reset(email, '192.0.2.1'));
        expect(await reset(email, '192.0.2.1')).toEqual({ ...paused, retryAfter: aMinute });
        granted(await reset(email, '192.0.2.2'));
      }
    }));

  it('is refused to all when many places ask for mails to one address', () =>
    during(async () => {
      await world.start({ policy: defaultPolicy });
      for (let place = 0; place < 9; place++) {
        granted(await reset('ada@example.com', `192.0.2.${place}`));
      }
      expect(await reset('ada@example.com', '192.0.2.99')).toEqual({
        ...paused,
        retryAfter: aMinute,
      });
    }));

  it('for a new account as often as one likes keeps nobody from a new password', () =>
    during(async () => {
      await world.start({ policy: defaultPolicy });
      const wish = { email: 'ada@example.com', password: PASSWORD, name: 'Ada' };
      const origin = { address: '192.0.2.1' };
      for (let tries = 0; tries < 3; tries++) granted(await world.ask(register, wish, origin));
      expect(await world.ask(register, wish, origin)).toMatchObject(paused);
      granted(await reset('ada@example.com', '192.0.2.1'));
    }));
});

describe('the hashes of passwords', () => {
  const hashing = { cost: { memoryKiB: 1_024, passes: 2, lanes: 1 } };
  const usual = () =>
    authTools({ masterKey: MASTER_KEY, mailer: world.mailer, policy: patientPolicy, hashing });

  it('are made anew when the cost has changed, at the next success', () =>
    during(async () => {
      await world.startWith(usual());
      const stored = async () => {
        const [row] = await world.sql<{ hash: string }[]>`
          select password_hash as hash from accounts where status = 'active'`;
        return row?.hash.slice(0, 30);
      };
      expect(await stored()).toContain('m=64,t=1');
      expect(await enter('ada@example.com')).toMatchObject(wrong);
      expect(await stored()).toContain('m=64,t=1');
      expect(await enter('ada@example.com', PASSWORD)).toMatchObject({ ok: true });
      expect(await stored()).toContain('m=1024,t=2');
      expect(await enter('ada@example.com', PASSWORD)).toMatchObject({ ok: true });
    }));

  it('cost the same work for an address without an account, and take as long', () =>
    during(async () => {
      const tools = usual();
      const verified: boolean[] = [];
      const hasher: AuthTools['hasher'] = {
        ...tools.hasher,
        verify: (hash, password, deadline) => {
          verified.push(hash !== undefined);
          return tools.hasher.verify(hash, password, deadline);
        },
      };
      await world.startWith({ ...tools, hasher });
      const known: number[] = [];
      const unknown: number[] = [];
      const measure = async (email: string, times: number[]) => {
        const begun = performance.now();
        expect(await enter(email)).toMatchObject(wrong);
        times.push(performance.now() - begun);
      };
      for (let round = 0; round < 25; round++) {
        await measure('ada@example.com', known);
        await measure(`nobody-${round}@example.com`, unknown);
      }
      expect(verified.filter(Boolean)).toHaveLength(25);
      expect(verified.filter((hasHash) => !hasHash)).toHaveLength(25);
      expect(quartiles(known).low).toBeLessThan(quartiles(unknown).high);
      expect(quartiles(unknown).low).toBeLessThan(quartiles(known).high);
    }));

  it('are made a few at once: what is more is told to come again, at once', () =>
    during(async () => {
      await world.start({ hashing: { concurrency: 1, queue: 2 } });
      const replies = await Promise.all(
        Array.from({ length: 60 }, (_, at) => enter(`nobody-${at}@example.com`)),
      );
      const busy = replies.filter((reply) => !reply.ok && reply.status === 503);
      expect(busy.length).toBeGreaterThan(30);
      expect(busy[0]).toEqual({ ok: false, status: 503, codes: ['busy'], retryAfter: 2 });
      expect(replies.some((reply) => !reply.ok && reply.status === 401)).toBe(true);
      expect(await enter('ada@example.com', PASSWORD)).toMatchObject({ ok: true });
    }));
});

function quartiles(times: readonly number[]): { readonly low: number; readonly high: number } {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { low: at(0.25), high: at(0.75) };
}
