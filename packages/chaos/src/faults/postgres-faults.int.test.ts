import { setTimeout as sleep } from 'node:timers/promises';
import {
  eventually,
  testDatabase,
  type TestDatabase,
  testPostgres,
  type TestPostgres,
} from '@murmuration/testkit';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  deadlocksIn,
  lockInReverse,
  makeSerializable,
  refuseInserts,
} from './postgres-conflicts.ts';
import {
  asAdmin,
  holdTransaction,
  stopAtOnce,
  takeAllConnections,
  terminateSessions,
} from './postgres-sessions.ts';

let server: TestPostgres;
let database: TestDatabase;
let adminUrl: string;
const sessions: postgres.Sql[] = [];
beforeAll(async () => {
  server = await testPostgres({ withinReach: true, settings: { max_connections: '40' } });
  database = await testDatabase({ services: ['inventory'], server });
  adminUrl = database.adminUrl;
  await asAdmin(
    adminUrl,
    (sql) => sql`
      insert into inventory.stock select 'sku-' || n, 10, 0, 0, 10, 1 from generate_series(1, 4) n`,
  );
});
afterEach(async () => {
  await Promise.all(sessions.splice(0).map((sql) => sql.end({ timeout: 1 })));
});
afterAll(async () => {
  await database.drop();
  await server.stop();
});

/** A session of the service. */
function inventory(name = 'inventory test'): postgres.Sql {
  const connection = { application_name: name };
  const url = database.urlOf('inventory');
  const sql = postgres(url, { max: 1, connection, onnotice: () => undefined, idle_timeout: 0 });
  sessions.push(sql);
  return sql;
}

const locksWaitedFor = (): Promise<number> =>
  asAdmin(adminUrl, async (sql) => {
    const rows = await sql`select from pg_locks where not granted`;
    return rows.length;
  });

const lockUpwards = (sql: postgres.Sql): Promise<unknown> =>
  sql.begin(async (tx) => {
    for (const n of [1, 2, 3, 4]) {
      await tx`select from stock where sku = ${`sku-${n}`} for update`;
      await sleep(10);
    }
  });

describe('faults of Postgres', () => {
  it('ends the sessions that are chosen', async () => {
    const [events, queries] = [inventory('inventory events'), inventory('inventory')];
    await Promise.all([events`select 1`, queries`select 1`]);
    expect(await terminateSessions(adminUrl, (name) => name.endsWith('events'))).toEqual([
      'inventory events',
    ]);
    await expect(queries`select 2 as n`).resolves.toEqual([{ n: 2 }]);
  });

  it('leaves no connection to anybody but the superuser', async () => {
    const crowd = await takeAllConnections(adminUrl);
    await expect(inventory()`select 1`).rejects.toMatchObject({ code: '53300' });
    expect(await asAdmin(adminUrl, (sql) => sql`select 1 as n`)).toEqual([{ n: 1 }]);
    await crowd.end();
    await expect(inventory()`select 1 as n`).resolves.toEqual([{ n: 1 }]);
  });

  it('brings a service into a deadlock', async () => {
    const before = await deadlocksIn(adminUrl);
    const rival = await lockInReverse(adminUrl, { table: 'inventory.stock', key: 'sku' });
    const sql = inventory();
    const codes = new Set<unknown>();
    await eventually(
      async () => {
        await lockUpwards(sql).catch((error: unknown) => {
          codes.add(error instanceof postgres.PostgresError ? error.code : error);
        });
        return codes.size > 0;
      },
      { what: 'a deadlock' },
    );
    await rival.end();
    expect([...codes]).toEqual(['40P01']);
    await eventually(async () => (await deadlocksIn(adminUrl)) > before, { what: 'the count' });
  });

  it('makes transactions serializable, which some cannot be', async () => {
    const held = await makeSerializable(adminUrl, database.name, 'inventory');
    const [one, other] = [inventory(), inventory()];
    const clash = one.begin(async (tx) => {
      await tx`select from stock where sku = 'sku-1'`;
      await other`update stock set version = version + 1 where sku = 'sku-1'`;
      await tx`update stock set version = version + 1 where sku = 'sku-1'`;
    });
    await expect(clash).rejects.toMatchObject({ code: '40001' });
    await held.end();
    expect(await inventory()`show transaction_isolation`).toEqual([
      { transaction_isolation: 'read committed' },
    ]);
  });

  it('refuses every second insert, and none any more afterwards', async () => {
    const refusals = await refuseInserts(adminUrl, {
      schema: 'inventory',
      table: 'reservations',
      code: '40001',
      nth: 2,
    });
    const sql = inventory();
    const insert = (id: string) =>
      sql`insert into reservations values (${id}, 'rejected', '[]', 1)`.then(
        () => 'in',
        (error: unknown) => (error instanceof postgres.PostgresError ? error.code : error),
      );
    expect([await insert('a'), await insert('b'), await insert('c')]).toEqual([
      'in',
      '40001',
      'in',
    ]);
    expect(await refusals.count()).toBe(1);
    await refusals.end();
    expect([await insert('d'), await insert('e')]).toEqual(['in', 'in']);
  });

  it('holds a row until it is ended', async () => {
    const held = await holdTransaction(
      adminUrl,
      'select from inventory.stock where sku = $1 for update',
      ['sku-1'],
    );
    const taking = inventory().begin(async (tx) => {
      await tx`set local lock_timeout to '100ms'`;
      await tx`select from stock where sku = 'sku-1' for update`;
    });
    await expect(taking).rejects.toMatchObject({ code: '55P03' });
    await held.end();
    await lockUpwards(inventory());
  });

  it('holds a row that changes just when it is about to', async () => {
    const row = `select from inventory.stock where sku = 'sku-2' for update`;
    const { holding } = await inventory().begin(async (tx) => {
      await tx`update stock set version = version + 1 where sku = 'sku-2'`;
      const holding = holdTransaction(adminUrl, row);
      await eventually(async () => (await locksWaitedFor()) === 1, { what: 'somebody to wait' });
      return { holding };
    });
    const held = await holding;
    const taking = inventory().unsafe(`${row} nowait`);
    await expect(taking).rejects.toMatchObject({ code: '55P03' });
    await held.end();
  });

  it('stops the server at once; it recovers with what was committed', async () => {
    const sql = inventory();
    await sql`insert into reservations values ('kept', 'rejected', '[]', 1)`;
    await stopAtOnce(server);
    await expect(sql`select 1`).rejects.toThrow();
    await server.restart();
    expect(await inventory()`select order_id from reservations where order_id = 'kept'`).toEqual([
      { order_id: 'kept' },
    ]);
  }, 60_000);
});
