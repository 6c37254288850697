import { eventually, testPostgres, type TestPostgres } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../src/index.ts';
import { BankWorld } from './support/bank-world.ts';
import { cuttableLink } from './support/cuttable-link.ts';

let postgres: TestPostgres;
let world: BankWorld;
beforeAll(async () => {
  postgres = await testPostgres();
  world = await BankWorld.open(postgres);
});
afterEach(() => world.stopServices());
afterAll(async () => {
  await world.close();
  await postgres.stop();
});

/** Above the longest pause between two probes, with time for a machine that is busy. */
const SOON = { timeoutMs: 30_000 };

const problemsOf = async (service: RunningService): Promise<string> =>
  (await service.problems()).join('; ');

const paused = (service: RunningService, why: RegExp) =>
  eventually(async () => why.test(await problemsOf(service)), { what: `a pause for ${why}` });

async function wellAgain(service: RunningService): Promise<void> {
  await eventually(async () => (await problemsOf(service)) === '', { what: 'readiness', ...SOON });
}

async function expectNothingCounted(): Promise<void> {
  expect(await world.sql`select * from failing`).toEqual([]);
  expect(await world.deadLetters()).toEqual([]);
}

const consumer = async () => await world.manager.consumers.info('EVENTS', 'bank');
const deliveries = async () => (await consumer()).delivered.consumer_seq;

describe('while the database is away', () => {
  it('reactions pause, say so, hold no message, and go on by themselves when it is back', async () => {
    const service = await world.start();
    await world.enter({ accountId: 'away' });
    await world.tallied('away', 1);
    await postgres.kill();
    await world.enterMany('away', 300);
    await paused(service, /the database is away for \d+ s: DatabaseUnreachable/);
    await paused(service, /events: paused for \d+ s/);
    await eventually(async () => (await consumer()).num_waiting === 0, {
      what: 'no pull request',
    });
    await postgres.restart();
    await eventually(async () => (await world.entriesOf('away')) === 301, {
      what: 'all entries',
      ...SOON,
    });
    await wellAgain(service);
    await expectNothingCounted();
    await world.relayed();
  });

  const alterSystem = async (setting: string): Promise<void> => {
    await world.sql.unsafe(`alter system ${setting}`);
    await world.sql`select pg_reload_conf()`;
  };
  const alterRole = async (change: string): Promise<void> => {
    await world.sql.unsafe(`alter role murmuration_bank ${change}`);
    await world.sql`
      select pg_terminate_backend(pid) from pg_stat_activity where usename = 'murmuration_bank'`;
  };
  const password = (): string => new URL(world.database.urlOf('bank')).password;

  it.each([
    {
      how: 'it takes no writes',
      fail: () => alterSystem('set default_transaction_read_only = on'),
      mend: () => alterSystem('reset default_transaction_read_only'),
      why: /read-only transaction/,
    },
    {
      how: 'it takes no more connections',
      fail: () => alterRole('connection limit 0'),
      mend: () => alterRole('connection limit 50'),
      why: /too many connections/,
    },
    {
      how: 'it does not let the bank in',
      fail: () => alterRole(`password 'another'`),
      mend: () => alterRole(`password '${password()}'`),
      why: /password authentication failed/,
    },
  ])('because $how: likewise', async ({ how, fail, mend, why }) => {
    const service = await world.start();
    await world.enter({ accountId: how });
    await world.tallied(how, 1);
    await fail();
    await world.enterMany(how, 50);
    await paused(service, why);
    await mend();
    await eventually(async () => (await world.entriesOf(how)) === 51, {
      what: 'all entries',
      ...SOON,
    });
    await wellAgain(service);
    await expectNothingCounted();
  });

  it('because its disk is full, though it answers: one message is tried now and then', async () => {
    await world.sql.unsafe(`
      create sequence tries;
      grant usage on sequence tries to murmuration_bank;
      create function no_space() returns trigger language plpgsql as $$ begin
        perform nextval('bank.tries');
        raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
      end $$;
      create trigger no_space before insert or update on tally for each statement execute function no_space()`);
    const mend = () =>
      world.sql.unsafe(
        'drop trigger no_space on tally; drop function no_space; drop sequence tries',
      );
    const service = await world.start();
    const before = await deliveries();
    try {
      await world.enterMany('full', 400);
      await paused(service, /events: paused for \d+ s: .*No space left/);
      await eventually(async () => /paused for [4-9] s/.test(await problemsOf(service)), {
        what: 'a pause of some seconds',
      });
      const [row] = await world.sql<{ tries: number }[]>`select last_value as tries from tries`;
      // three at once, then one after each of the growing pauses
      expect(row?.tries).toBeLessThan(25);
      // each message once, again those that were tried, and those that were handed back before the last pull had ended
      expect((await deliveries()) - before).toBeLessThan(2 * 400);
    } finally {
      await mend();
    }
    await eventually(async () => (await world.entriesOf('full')) === 400, {
      what: 'all entries',
      ...SOON,
    });
    await wellAgain(service);
    await expectNothingCounted();
  });

  it('for one of two processes: the other one takes everything', async () => {
    const link = await cuttableLink(world.database.urlOf('bank'));
    const cutOff = await world.start({}, { DATABASE_URL: link.url });
    await world.enter({ accountId: 'one of two' });
    await world.tallied('one of two', 1);
    await world.start();
    link.cut();
    await world.enterMany('one of two', 200);
    await paused(cutOff, /events: paused/);
    await eventually(async () => (await world.entriesOf('one of two')) === 201, {
      what: 'all entries',
      ...SOON,
    });
    link.mend();
    await wellAgain(cutOff);
    await world.stopServices();
    await link.close();
  });

  it('a query is answered 503 at once, and answered when it is back', async () => {
    await world.start();
    await world.deposit({ depositId: 'q', accountId: 'asked', amount: 5 });
    await postgres.kill();
    await expect(world.ask('qry.bank.get-account', { accountId: 'asked' })).rejects.toThrow(/^503/);
    await postgres.restart();
    await eventually(
      async () => (await world.ask('qry.bank.get-account', { accountId: 'asked' })) !== undefined,
      { what: 'an answer', ...SOON },
    );
  });
});
