import { eventually, useLeakChecks } from '@murmuration/testkit';
import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../src/postgres/connection.ts';
import { openConnection } from '../src/postgres/train-session.ts';
import { transaction } from '../src/postgres/pipeline.ts';
import { insertOutbox } from '../src/outbox/insert-outbox.ts';
import { outboxRow } from '../src/outbox/outbox-row.ts';
import { EVENTS } from '../src/topology/streams.ts';
import { entryTallied } from './bank/contracts.ts';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
const connections: Connection[] = [];
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await world.stopServices();
});
afterAll(() => world.close());

const rowOf = (accountId: string, n: number) =>
  outboxRow(
    entryTallied.of({ accountId, n, entries: n }),
    { id: uuidv7(), correlationId: 'c', traceparent: '' },
    new Date(),
    1,
  );

/** A transaction that has drawn a position for a row and waits to be told how to end. */
async function openTransaction(accountId: string, n: number) {
  const connection = openConnection(world.database.urlOf('bank'), 'by hand');
  connections.push(connection);
  const drawn = Promise.withResolvers<number>();
  const { promise: told, resolve: tell } = Promise.withResolvers<'commit' | 'roll back'>();
  const ended = transaction(connection, async (pipeline) => {
    const placed = await insertOutbox(pipeline, [rowOf(accountId, n)]);
    drawn.resolve(placed[0]?.seq ?? 0);
    if ((await told) === 'commit') await pipeline.commit(Promise.resolve());
  });
  const seq = await drawn.promise;
  return {
    seq,
    end: async (how: 'commit' | 'roll back') => {
      tell(how);
      await ended;
    },
  };
}

async function commitOne(accountId: string, n: number): Promise<number> {
  const { seq, end } = await openTransaction(accountId, n);
  await end('commit');
  return seq;
}

async function publishedOf(accountId: string): Promise<readonly number[]> {
  const all = await world.stored(entryTallied);
  return all.filter((each) => each.accountId === accountId).map(({ n }) => n);
}

const published = (accountId: string, numbers: readonly number[]) =>
  eventually(
    async () => {
      expect(await publishedOf(accountId)).toEqual(numbers);
      return true;
    },
    { what: `${numbers.length} published rows of ${accountId}`, timeoutMs: 20_000 },
  );

describe('a transaction that commits late', () => {
  it('has its row published, though later positions were published before', async () => {
    await world.start();
    const late = await openTransaction('late', 1);
    expect(await commitOne('late', 2)).toBeGreaterThan(late.seq);
    await published('late', [2]);
    await late.end('commit');
    await published('late', [2, 1]);
    await world.relayed();
  });

  it('is waited for also when its id is the youngest of all and nothing younger has ended', async () => {
    await world.start();
    // the younger transaction draws first, the older one commits: the snapshot's upper end is then the id of the younger one
    const older = await begunTransaction();
    const younger = await openTransaction('young', 1);
    await older.insertAndCommit('young', 2);
    await published('young', [2]);
    await severalClaims();
    await younger.end('commit');
    await published('young', [2, 1]);
    await world.relayed();
  });

  it('leaves a hole that is settled once it was rolled back', async () => {
    await world.start();
    const failed = await openTransaction('hole', 1);
    await commitOne('hole', 2);
    await published('hole', [2]);
    expect(await isSettled(failed.seq)).toBe(false);
    await failed.end('roll back');
    await eventually(() => isSettled(failed.seq), { what: 'the settled hole' });
  });
});

describe('publishing', () => {
  it('is tried again when the broker refuses to store, and loses nothing', async () => {
    await world.start();
    const { config } = await world.manager.streams.info(EVENTS);
    await world.manager.streams.update(EVENTS, { ...config, max_msg_size: 100 });
    let attempts = 0;
    const watch = world.nats.subscribe('evt.>', { callback: () => void (attempts += 1) });
    await commitOne('refused', 1);
    // whoever listens hears what no stream has taken
    await eventually(() => attempts > 0, { what: 'the first attempt' });
    watch.unsubscribe();
    await world.manager.streams.update(EVENTS, config);
    await published('refused', [1]);
    await world.relayed();
  });

  it('happens once to each row, though rows are handed over while the outbox is read', async () => {
    // what the other one commits is read by the owner of the lane, and both commit all the time
    await Promise.all([world.start(), world.start()]);
    const times = new Map<string, number>();
    const count = (id: string): unknown => times.set(id, (times.get(id) ?? 0) + 1);
    const watch = world.nats.subscribe('evt.>', {
      callback: (_, { headers }) => void count(headers?.get('Nats-Msg-Id') ?? ''),
    });
    const deposits = sequence(200).map(async (n) => {
      await world.deposit({ depositId: `once-${n}`, accountId: `once-${n}`, amount: 1 });
    });
    for (const n of sequence(400)) await world.enter({ accountId: 'once', n });
    await Promise.all(deposits);
    await world.tallied('once', 400);
    await world.relayed();
    watch.unsubscribe();
    expect(times.size).toBeGreaterThan(600);
    expect([...times].filter(([, each]) => each > 1)).toEqual([]);
  });

  it('is not held up by a long transaction elsewhere', async () => {
    const idle = postgres(world.database.adminUrl, { max: 1, onnotice: () => undefined });
    await idle`begin`;
    await idle`select pg_current_xact_id()`;
    await world.start();
    await world.enterMany('unhindered', 20);
    await published('unhindered', sequence(20));
    await idle`rollback`;
    await idle.end();
    await world.relayed();
  });

  it('keeps the order of a key over several lanes and two instances', async () => {
    await Promise.all([world.start({}, { OUTBOX_LANES: 4 }), world.start({}, { OUTBOX_LANES: 4 })]);
    const accounts = Array.from({ length: 8 }, (_, at) => `lane-${at}`);
    await Promise.all(accounts.map((account) => world.enterMany(account, 25)));
    for (const account of accounts) await world.tallied(account, 25);
    await world.relayed();
    const all = await world.stored(entryTallied);
    for (const account of accounts) {
      const order = all.filter(({ accountId }) => accountId === account);
      expect(order.map(({ entries }) => entries)).toEqual(sequence(25));
    }
  });

  it('goes on with lanes that rows stand in though their number was lowered', async () => {
    const rows = Array.from({ length: 8 }, (_, at) => ({ ...rowOf(`lowered-${at}`, 1), lane: 3 }));
    const connection = openConnection(world.database.urlOf('bank'), 'by hand');
    connections.push(connection);
    await transaction(connection, (pipeline) => pipeline.commit(insertOutbox(pipeline, rows)));
    await world.start({}, { OUTBOX_LANES: 1 });
    await published('lowered-0', [1]);
    await world.relayed();
  });

  it('passes from one instance to the other when the owner of a lane vanishes', async () => {
    await world.start();
    await world.enter({ accountId: 'owned' });
    await published('owned', [1]);
    // somebody else has the lane and dies with it
    await world.sql`update outbox_lane set owner = ${uuidv7()}, fence = fence + 1, leased_until = now() + interval '3 seconds'`;
    await commitOne('owned', 2);
    await published('owned', [1, 2]);
    await world.relayed();
  });

  it('passes on at once when the owner of a lane stops in order', async () => {
    const first = await world.start();
    await world.enter({ accountId: 'handed-on' });
    await published('handed-on', [1]);
    await world.start();
    await first.stop();
    const begun = performance.now();
    await world.enter({ accountId: 'handed-on', n: 2 });
    await published('handed-on', [1, 2]);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('catches up in order after the broker was away', async () => {
    await world.start();
    await world.enter({ accountId: 'away' });
    await published('away', [1]);
    await world.broker.kill();
    for (let n = 2; n <= 40; n++) await commitOne('away', n);
    await world.restartBroker();
    await published('away', sequence(40));
    await world.relayed();
  });
});

const sequence = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => at + 1);

/** A transaction that has an id and no position yet. */
async function begunTransaction() {
  const sql = postgres(world.database.urlOf('bank'), { max: 1, onnotice: () => undefined });
  await sql`begin`;
  await sql`select pg_current_xact_id()`;
  return {
    insertAndCommit: async (accountId: string, n: number) => {
      const row = rowOf(accountId, n);
      await sql`
        insert into outbox (lane, seq, id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
        values (0, nextval('outbox_seq_0'), ${row.id}, ${row.subject}, ${row.type}, ${row.key}, now(), 'c', 'c', ${row.traceparent}, ${row.data}::text::json)`;
      await sql`commit`;
      await sql.end();
    },
  };
}

/** Lets the relay read the outbox a few times: each wake-up is a reading. */
async function severalClaims(): Promise<void> {
  for (let n = 0; n < 5; n++) {
    await commitOne('claims', n);
    world.nats.publish('wake.bank.0');
    await eventually(async () => (await publishedOf('claims')).length > n, { what: 'a reading' });
  }
}

async function isSettled(seq: number): Promise<boolean> {
  const [row] = await world.sql<{ settled: boolean }[]>`
    select settled @> ${seq}::bigint as settled from outbox_lane where lane = 0`;
  return row?.settled === true;
}
