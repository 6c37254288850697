import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { testDatabase, type TestDatabase, useLeakChecks } from '@murmuration/testkit';
import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { bankMigrations } from './support/bank-world.ts';

useLeakChecks();
const DAY_MS = 86_400_000;
let database: TestDatabase;
let admin: postgres.Sql;
let role: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase({
    services: [bankMigrations, { ...bankMigrations, service: 'vault' }],
  });
  const options = { max: 1, onnotice: () => undefined };
  admin = postgres(database.adminUrl, { ...options, connection: { search_path: 'bank' } });
  role = postgres(database.urlOf('bank'), options);
});
afterAll(async () => {
  await admin.end();
  await role.end();
  await database.drop();
});

const partitions = async (parent: string, schema = 'bank'): Promise<readonly string[]> => {
  const rows = await admin<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ${`${schema}.${parent}`}::regclass and c.relname <> ${`${parent}_default`} order by 1`;
  return rows.map(({ name }) => name);
};
const dayName = (parent: string, daysFromNow: number): string =>
  `${parent}_${new Date(Date.now() + daysFromNow * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')}`;

describe('partitions', () => {
  it('are there from yesterday until the day after tomorrow, and rows fall into their day', async () => {
    expect(await partitions('inbox')).toEqual([-1, 0, 1, 2].map((day) => dayName('inbox', day)));
    await role`insert into inbox (event_id, reaction) values (${uuidv7()}, 'r')`;
    const [today] = await role`select tableoid::regclass::text as name from inbox`;
    expect(today?.['name']).toBe(dayName('inbox', 0));
  });

  it('are made twice at once without harm', async () => {
    const other = postgres(database.urlOf('bank'), { max: 1, onnotice: () => undefined });
    await Promise.all([
      role`select create_partitions(current_date + 20)`,
      other`select create_partitions(current_date + 20)`,
    ]);
    await other.end();
    expect(await partitions('outbox')).toContain(dayName('outbox', 20));
  });

  it('are dropped when their time is over, those of the outbox only when all is settled', async () => {
    const drop = (): Promise<unknown> => role`
      select drop_partitions('outbox', now() - interval '3 days'), drop_partitions('inbox', now() - interval '3 days')`;
    await role`select create_partitions(current_date - 10)`;
    await role`
      insert into outbox (lane, seq, id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
      values (0, 1, id_at(now() - interval '10 days'), 's', 't', 'k', now(), 'c', 'c', '', '{}')`;
    await drop();
    expect(await partitions('outbox')).toContain(dayName('outbox', -10));
    expect(await partitions('outbox')).not.toContain(dayName('outbox', -9));
    expect(await partitions('inbox')).not.toContain(dayName('inbox', -10));
    expect(await partitions('inbox')).toContain(dayName('inbox', 0));

    await role`update outbox_lane set settled = '{[1,2)}' where lane = 0`;
    await drop();
    expect(await partitions('outbox')).not.toContain(dayName('outbox', -10));
  });

  it.each([
    ['made for days far ahead', 'create_partitions(current_date + 40)'],
    ['made for days long gone', "create_partitions('2001-01-01')"],
    ['made for no day', 'create_partitions(null)'],
    ['dropped while messages are remembered', "drop_partitions('inbox', now())"],
    ['dropped from other tables', "drop_partitions('account', '2001-01-01')"],
    ['dropped from tables of other schemas', "drop_partitions('vault.inbox', '2001-01-01')"],
    ['dropped by no day', "drop_partitions('inbox', null)"],
    ['emptied while messages are remembered', "tidy_default('inbox', now())"],
    ['emptied in other tables', "tidy_default('account', '2001-01-01')"],
    ['emptied by no day', "tidy_default('inbox', null)"],
  ])('are not %s', async (_, call) => {
    await expect(role.unsafe(`select ${call}`)).rejects.toMatchObject({ code: '22023' });
  });
});

describe('the role of a service', () => {
  it.each([
    ['create a table', 'create table more (id text)'],
    ['change a table', 'alter table account add column more text'],
    ['drop a table', 'drop table account'],
    ['read the tables of another service', 'select * from vault.account'],
    ['rewrite the list of migrations', "update schema_migration set sha256 = ''"],
    ['rewrite what it has said', "update outbox set data = '{}'"],
    ['take back what it has said', 'delete from outbox'],
    ['say how long rows are kept', "update partitioning set shortest_retention = '1 second'"],
    ['change the size of partitions', "select set_partition_step('1 second', '1 second')"],
    ['make a partition of its own', "select make_partition('inbox', now(), now(), '1 day')"],
  ])('cannot %s', async (_, statement) => {
    await expect(role.unsafe(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  it("cannot drop another service's partitions by way of its own functions", async () => {
    await admin`select vault.create_partitions(current_date - 10)`;
    await role`set search_path to vault, bank`;
    await role`select bank.drop_partitions('inbox', now() - interval '1 hour')`;
    await role`set search_path to bank`;
    expect(await partitions('inbox', 'vault')).toHaveLength(8);
  });
});

describe('migrations', () => {
  const run = (directory: URL) =>
    migrate({
      adminUrl: database.adminUrl,
      migrations: { service: 'depot', directory },
      password: 'secret',
    });

  it('are applied once, also when two run at once', async () => {
    await Promise.all([run(bankMigrations.directory), run(bankMigrations.directory)]);
    const applied = await admin`select name from depot.schema_migration order by name`;
    expect(applied.map((row) => String(row['name']))).toEqual([
      'depot/0001-bank.sql',
      'depot/0002-readers.sql',
      'runtime/0001-runtime.sql',
      'runtime/0002-doors.sql',
      'runtime/0003-broker-repair.sql',
      'runtime/0004-dead-letters.sql',
      'runtime/0005-retention.sql',
      'runtime/0006-retention-reads-less.sql',
      'runtime/0007-hearing.sql',
    ]);
  });

  it('are refused when an applied one was changed, and nothing is done then', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'murmuration-migrations-'));
    await cp(bankMigrations.directory, folder, { recursive: true });
    await writeFile(join(folder, '0001-bank.sql'), 'create table changed (id text);');
    await expect(run(pathToFileURL(`${folder}/`))).rejects.toThrow(
      'migration depot/0001-bank.sql was changed after it had been applied; add a new file instead',
    );
    await rm(folder, { recursive: true });
    const [changed] = await admin`select to_regclass('depot.changed') as name`;
    expect(changed?.['name']).toBeNull();
  });
});
