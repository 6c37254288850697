import { testDatabase, type TestDatabase, useLeakChecks } from '@murmuration/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changesOf,
  changesOfSchema,
  type Inventory,
  notDenied,
  servicesWithData,
  takeInventory,
  readsOf,
  type Table,
  writesOf,
} from '../support/database-doors.ts';

useLeakChecks();
const services = servicesWithData();
const options = { max: 1, onnotice: () => undefined };
const roles = new Map<string, postgres.Sql>();
/** Tables of secrets: the auditor sees some of their columns. */
const SEALED_OFF = [
  ...['accounts', 'registrations', 'password_resets', 'sessions', 'refresh_tokens', 'attempts'].map(
    (table) => `auth.${table}`,
  ),
  'auth.signing_keys',
  '"user".person_keys',
];
let database: TestDatabase;
let admin: postgres.Sql;
let inventory: Inventory;
beforeAll(async () => {
  database = await testDatabase({ services });
  admin = postgres(database.adminUrl, options);
  for (const service of [...services, 'auditor']) {
    roles.set(service, postgres(database.urlOf(service), options));
  }
  inventory = await takeInventory(admin);
});
afterAll(async () => {
  await Promise.all([...roles.values(), admin].map((sql) => sql.end()));
  await database.drop();
});

function as(service: string): postgres.Sql {
  const sql = roles.get(service);
  if (sql === undefined) throw new Error(`no service ${service}`);
  return sql;
}

/** Runs as the role that answers a service's queries; the session becomes the service again afterwards. */
async function asReader<Answer>(
  service: string,
  work: (sql: postgres.ReservedSql) => Promise<Answer>,
): Promise<Answer> {
  const sql = await as(service).reserve();
  try {
    await sql.unsafe(`set role murmuration_${service}_reader`);
    return await work(sql);
  } finally {
    await sql`reset role`;
    sql.release();
  }
}

const tablesOf = (schema: string): readonly Table[] => inventory.tables.get(schema) ?? [];
const others = (service: string): readonly string[] => services.filter((each) => each !== service);
const foreign = (service: string): readonly string[] =>
  others(service).flatMap((schema) => [
    ...tablesOf(schema).flatMap((table) => [
      ...readsOf(table),
      ...writesOf(table),
      ...changesOf(table),
    ]),
    ...(inventory.sequences.get(schema) ?? []).map((name) => `select nextval('${name}')`),
    ...(inventory.calls.get(schema) ?? []).map((call) => `select ${call}`),
    ...changesOfSchema(schema),
  ]);

/** What no service may do, wherever. */
const mighty = (service: string): readonly string[] => [
  ...others(service).flatMap((other) => [
    `set role murmuration_${other}`,
    `set role murmuration_${other}_reader`,
    `grant murmuration_${other} to current_user`,
    `alter role murmuration_${other} password 'mine'`,
  ]),
  'set role murmuration_migrator',
  'grant murmuration_migrator to current_user',
  'set role postgres',
  'set session authorization postgres',
  'set session authorization murmuration_migrator',
  'alter role current_user superuser',
  'alter role current_user bypassrls',
  'alter role current_user connection limit -1',
  'create role somebody',
  'create database more',
  'create schema more',
  'create table public.more ()',
  'create temporary table more ()',
  "copy (select 1) to program 'true'",
  "copy (select 1) to '/dev/null'",
  "select pg_read_file('PG_VERSION')",
  "select pg_ls_dir('.')",
  "select lo_import('/dev/null')",
  'select * from pg_authid',
  "alter system set work_mem = '1GB'",
  'select pg_reload_conf()',
  'checkpoint',
];

it('finds the services and their tables', () => {
  expect(services).toContain('order');
  for (const service of services) expect(tablesOf(service).length).toBeGreaterThan(8);
});

describe.each(services)('the role of %s', (service) => {
  it('cannot touch what belongs to another service', async () => {
    expect(await notDenied(as(service), foreign(service))).toEqual([]);
  });

  it('cannot change its own schema', async () => {
    const statements = [
      ...changesOfSchema(service),
      ...tablesOf(service).flatMap((table) => changesOf(table)),
    ];
    expect(await notDenied(as(service), statements)).toEqual([]);
  });

  it('can become nobody else, and do nothing to the server', async () => {
    expect(await notDenied(as(service), mighty(service))).toEqual([]);
  });

  it('reads its own tables, draws its own numbers, and has its partitions rotated', async () => {
    await as(service)`select from outbox, inbox, timer, dead_letter, failing, command_log`;
    await as(service)`select nextval('outbox_seq_0')`;
    await as(service)`select create_partitions(current_date - 20)`;
    const [dropped] = await as(service)`
      select drop_partitions('outbox', now() - interval '10 days') + drop_partitions('inbox', now() - interval '10 days') as days`;
    expect(dropped).toEqual({ days: 8 });
  });

  it('has limits', async () => {
    const [limits] = await as(service)`
      select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle`;
    expect(limits).toEqual({ statement: '20s', lock: '10s', idle: '15s' });
  });
});

describe.each(services)('the reader of %s', (service) => {
  it('writes nothing, and sees neither messages nor other services', async () => {
    const runtime = ['outbox', 'outbox_lane', 'inbox', 'timer', 'dead_letter', 'failing'];
    const statements = [
      ...[...runtime, 'command_log', 'schema_migration'].map((table) => `select from ${table}`),
      ...tablesOf(service).flatMap((table) => [...writesOf(table), ...changesOf(table)]),
      ...(inventory.sequences.get(service) ?? []).map((name) => `select nextval('${name}')`),
      'select create_partitions(current_date)',
      "select drop_partitions('inbox', now())",
      ...changesOfSchema(service),
      ...foreign(service),
    ];
    expect(await asReader(service, (sql) => notDenied(sql, statements))).toEqual([]);
  });
});

describe('the auditor', () => {
  const auditor = (): postgres.Sql => as('auditor');

  it('reads what every service keeps, whosever rows they are', async () => {
    const open = services
      .flatMap(tablesOf)
      .map(({ name }) => name)
      .filter(
        (name) => !SEALED_OFF.some((table) => name === table) && !/_(default|\d{8})$/.test(name),
      );
    expect(open.length).toBeGreaterThan(60);
    for (const name of open) await auditor().unsafe(`select * from ${name} limit 1`);
    const [hidden] = await admin`
      select count(*)::int as tables from pg_class c where relrowsecurity and not exists (
        select from pg_policy where polrelid = c.oid and 'murmuration_auditor'::regrole = any(polroles))`;
    expect(hidden).toEqual({ tables: 0 });
  });

  it('sees no password, no token and no key', async () => {
    for (const name of SEALED_OFF) {
      await expect(auditor().unsafe(`select * from ${name}`)).rejects.toThrow('permission denied');
    }
    await auditor()`select user_id, status, version from auth.accounts`;
  });

  it('writes nothing, also in a transaction that could', async () => {
    const statements = services.flatMap((service) => [
      ...tablesOf(service).flatMap((table) => [...writesOf(table), ...changesOf(table)]),
      ...(inventory.sequences.get(service) ?? []).map((name) => `select nextval('${name}')`),
      ...(inventory.calls.get(service) ?? []).map((call) => `select ${call}`),
      ...changesOfSchema(service),
      `set role murmuration_${service}`,
      `set role murmuration_${service}_reader`,
    ]);
    const sql = await auditor().reserve();
    try {
      await sql`set default_transaction_read_only to off`;
      expect(await notDenied(sql, [...statements, ...mighty('auditor')])).toEqual([]);
    } finally {
      await sql`reset default_transaction_read_only`;
      sql.release();
    }
  });

  it('only reads by itself, and not for ever', async () => {
    const [limits] = await auditor()`
      select current_setting('transaction_read_only') as reads, current_setting('statement_timeout') as statement`;
    expect(limits).toEqual({ reads: 'on', statement: '10min' });
  });
});

describe('the role that owns everything', () => {
  it('has no password and cannot sign in', async () => {
    const [role] = await admin`
      select rolcanlogin, rolpassword, rolsuper, rolcreaterole from pg_authid where rolname = 'murmuration_migrator'`;
    expect(role).toEqual({
      rolcanlogin: false,
      rolpassword: null,
      rolsuper: false,
      rolcreaterole: false,
    });
  });
});
