import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startService } from '../src/index.ts';
import { bankService } from './bank/bank-service.ts';
import { BankWorld } from './support/bank-world.ts';

const SECOND = 1 / 3_600;

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
  // partitions of a second each: a day passes while we look on
  await world.sql`select set_partition_step('1 second', '1 second')`;
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

// A machine may stand still for some seconds: what it has in hand must not go out of the streams meanwhile.
const SHORT = {
  OUTBOX_RETENTION_HOURS: 2 * SECOND,
  STREAM_MAX_AGE_HOURS: 6 * SECOND,
  INBOX_RETENTION_HOURS: 10 * SECOND,
  DEAD_LETTER_RETENTION_HOURS: 10 * SECOND,
};

interface Part {
  readonly name: string;
  readonly rows: number;
}

async function partitionsOf(parent: string): Promise<readonly Part[]> {
  const names = await world.sql<{ name: string }[]>`
    select name from partitions_of(${parent}) order by from_at`;
  const count = async ({ name }: { name: string }): Promise<Part> => {
    // it may have been dropped since
    const rows = await world.sql<{ rows: number }[]>`
      select count(*) as rows from ${world.sql(name)}`.catch(() => []);
    return { name, rows: rows[0]?.rows ?? 0 };
  };
  return await Promise.all(names.map(count));
}

async function rowsIn(table: string): Promise<number> {
  const [row] = await world.sql<{ rows: number }[]>`
    select count(*) as rows from ${world.sql(table)}`;
  return row?.rows ?? 0;
}

/** Enters something every few milliseconds; tells how long each took until it was tallied, in milliseconds. */
function traffic(accountId: string): { stop(): Promise<readonly number[]> } {
  let isOn = true;
  const waits: number[] = [];
  const run = async (): Promise<void> => {
    for (let n = 1; isOn; n++) {
      const begun = performance.now();
      await world.enter({ accountId, n });
      await world.tallied(accountId, n);
      waits.push(performance.now() - begun);
      await sleep(5);
    }
  };
  const running = run();
  return {
    stop: async () => {
      isOn = false;
      await running;
      return waits;
    },
  };
}

/** What maintenance does in the way of traffic: a tenth of a second for each lock; the rest is for a machine that is busy and stands still at times. */
const HARDLY_A_HALT_MS = 6_000;

/** Half of them of each: many more than there may be at a time. */
const SEEN_OF_BOTH = 44;

describe('partitions', () => {
  it('are made ahead and dropped when due while traffic goes on, and what they hold stays bounded', async () => {
    await world.start({}, SHORT);
    const flow = traffic('flow');
    const seen = new Set<string>();
    const most = { outbox: 0, inbox: 0 };
    const until = Date.now() + 60_000;
    while (seen.size < SEEN_OF_BOTH && Date.now() < until) {
      for (const parent of ['outbox', 'inbox'] as const) {
        const parts = await partitionsOf(parent);
        for (const { name } of parts) seen.add(name);
        most[parent] = Math.max(most[parent], parts.length);
      }
      await sleep(200);
    }
    const waits = await flow.stop();
    expect(Math.max(...waits)).toBeLessThan(HARDLY_A_HALT_MS);
    expect(seen.size).toBeGreaterThanOrEqual(SEEN_OF_BOTH);
    // those of the retention, one before, two ahead, and those that wait for the next look
    expect(most.outbox).toBeLessThanOrEqual(12);
    expect(most.inbox).toBeLessThanOrEqual(18);
    expect(await rowsIn('outbox_default')).toBe(0);
    await eventually(async () => (await rowsIn('outbox')) === 0 && (await rowsIn('inbox')) === 0, {
      what: 'everything old to be gone',
      timeoutMs: 30_000,
    });
  });

  it('behind a long reader traffic goes on, rows land beside, and all is tidied when it is done', async () => {
    await world.start({}, SHORT);
    const flow = traffic('behind a reader');
    const reader = await world.sql.reserve();
    await reader`begin isolation level repeatable read`;
    await reader`select count(*) from outbox join inbox on inbox.event_id = outbox.id`;
    const { length: before } = await partitionsOf('outbox');
    await eventually(async () => (await rowsIn('inbox_default')) > 0, {
      what: 'the partitions made ahead to be used up',
      timeoutMs: 15_000,
    });
    expect(await partitionsOf('outbox')).toHaveLength(before);
    await reader`commit`;
    reader.release();
    const waits = await flow.stop();
    expect(Math.max(...waits)).toBeLessThan(HARDLY_A_HALT_MS);
    await eventually(
      async () => (await rowsIn('outbox_default')) + (await rowsIn('inbox_default')) === 0,
      { what: 'an empty default partition', timeoutMs: 20_000 },
    );
    await world.relayed();
  });
});

describe('what is in no partition of its time', () => {
  const forgotten = async (id: string) => {
    const [row] = await world.sql<{ rows: number }[]>`
      select count(*) as rows from inbox where event_id = ${id}`;
    return row?.rows === 0;
  };

  it('is remembered for the retention, and then forgotten', async () => {
    await world.start({}, SHORT);
    // as a sender by hand does: an id that tells no time
    const id = '7d9c5b0a-1f7e-4c43-9a6e-0d1c2b3a4f5e';
    await world.enter({ accountId: 'stray' }, { id, isDeduplicated: false });
    await world.tallied('stray', 1);
    await world.enter({ accountId: 'stray' }, { id, isDeduplicated: false });
    await sleep(1_000);
    expect(await world.entriesOf('stray')).toBe(1);
    await eventually(() => forgotten(id), { what: 'the stray to be forgotten', timeoutMs: 30_000 });
    expect(await rowsIn('inbox_stray')).toBe(0);
  });

  it('moves to its partition when that is made', async () => {
    const [{ id } = { id: '' }] = await world.sql<{ id: string }[]>`
      select id_at(now() + interval '1 hour') as id`;
    await world.sql`insert into inbox (event_id, reaction) values (${id}, 'early')`;
    expect(await rowsIn('inbox_default')).toBe(1);
    await world.sql`select create_partitions(now() + interval '1 hour')`;
    expect(await rowsIn('inbox_default')).toBe(0);
    expect(await forgotten(id)).toBe(false);
    await world.sql`delete from inbox where event_id = ${id}`;
  });
});

describe('commands, failures and settled dead letters', () => {
  it('are forgotten after their retention, and open dead letters are not', async () => {
    await world.start({}, SHORT);
    await world.deposit({ depositId: 'old', accountId: 'kept', amount: 1 });
    await world.enter({ accountId: 'settled', instruction: 'terminal' });
    const { id } = await world.deadLetterOf('settled');
    // a retention is longer than it takes to look at what the broker tells; this one is not
    await world.advisoriesLookedAt();
    await world.sql`select settle_dead_letters(array[${id}]::uuid[], 'discarded', 'a test', 'of no use')`;
    // as one that was settled some days ago
    await world.sql`
      update dead_letter_settled set settled_at = now() - interval '20 days' where id = ${id}`;
    await world.enter({ accountId: 'open', instruction: 'terminal' });
    await world.deadLetterOf('open');
    await world.sql`
      insert into failing (reaction, message_id, attempts, last_failed_at) values ('r', 'm', 1, now() - interval '1 day')`;
    await eventually(
      async () =>
        (await rowsIn('command_log')) + (await rowsIn('failing')) === 0 &&
        (await rowsIn('dead_letter_settled')) === 0,
      { what: 'what is old to be gone', timeoutMs: 40_000 },
    );
    expect((await world.deadLetters()).map(({ key }) => key)).toEqual(['open']);
    await world.sql`delete from dead_letter`;
  });
});

describe('a service', () => {
  it('that is told to keep rows for a shorter time than its database allows does not start', async () => {
    await world.sql`update partitioning set shortest_retention = '1 hour'`;
    const starting = startService(bankService(), world.settings(SHORT));
    await expect(starting).rejects.toThrow(/may not be below 1, which the table/);
    await world.sql`update partitioning set shortest_retention = '1 second'`;
  });
});
