import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  testDatabase,
  type TestDatabase,
  testPostgres,
  type TestPostgres,
  useLeakChecks,
} from '@murmuration/testkit';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { bankMigrations } from './support/bank-world.ts';

useLeakChecks();
const PASSWORD = 'only-for-tests';
const options = { max: 1, onnotice: () => undefined };
let database: TestDatabase;
let admin: postgres.Sql;
beforeAll(async () => {
  database = await testDatabase({ services: [bankMigrations] });
  admin = postgres(database.adminUrl, options);
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const urlWith = (change: (url: URL) => void, base = database.adminUrl): string => {
  const url = new URL(base);
  change(url);
  return url.href;
};

async function on<Answer>(url: string, work: (sql: postgres.Sql) => Promise<Answer>) {
  const sql = postgres(url, options);
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

const prepare = (adminUrl: string, service: string): Promise<void> =>
  migrate({ adminUrl, migrations: { ...bankMigrations, service }, password: PASSWORD });

const asService = (service: string, adminUrl = database.adminUrl): string =>
  urlWith((url) => {
    url.username = `murmuration_${service}`;
    url.password = PASSWORD;
  }, adminUrl);

const ownersIn = async (sql: postgres.Sql, schema: string): Promise<readonly string[]> => {
  const rows = await sql<{ owner: string }[]>`
    select nspowner::regrole::text as owner from pg_namespace where nspname = ${schema}
    union select relowner::regrole::text from pg_class where relnamespace = ${schema}::regnamespace
    union select proowner::regrole::text from pg_proc where pronamespace = ${schema}::regnamespace
    union select typowner::regrole::text from pg_type where typnamespace = ${schema}::regnamespace`;
  return rows.map(({ owner }) => owner);
};

describe('the roles of a service', () => {
  it('have a schema that belongs to neither of them', async () => {
    expect(await ownersIn(admin, 'bank')).toEqual(['murmuration_migrator']);
    const rows = await admin`
      select rolname, rolcanlogin from pg_roles
      where rolname in ('murmuration_migrator', 'murmuration_bank', 'murmuration_bank_reader') order by rolname`;
    expect(rows.map((row) => [row['rolname'], row['rolcanlogin']])).toEqual([
      ['murmuration_bank', true],
      ['murmuration_bank_reader', false],
      ['murmuration_migrator', false],
    ]);
  });

  it('have limits in their database', async () => {
    const settings = await on(
      database.urlOf('bank'),
      (
        sql,
      ) => sql`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle, current_setting('search_path') as path`,
    );
    expect(settings[0]).toEqual({ statement: '20s', lock: '10s', idle: '15s', path: 'bank' });
    const [limit] = await admin`
      select rolconnlimit from pg_roles where rolname = 'murmuration_bank'`;
    const [most] = await admin`select current_setting('max_connections')::int as n`;
    expect(limit?.['rolconnlimit']).toBe(Number(most?.['n']) / 2);
  });

  it('are not taken as they are when somebody gave them more', async () => {
    await prepare(database.adminUrl, 'cellar');
    await admin`alter role murmuration_cellar bypassrls`;
    await expect(prepare(database.adminUrl, 'cellar')).rejects.toThrow(
      'murmuration_cellar can do more than a service should',
    );
    await admin`alter role murmuration_cellar nobypassrls`;
    await admin`grant murmuration_bank to murmuration_cellar`;
    await expect(prepare(database.adminUrl, 'cellar')).rejects.toThrow('murmuration_cellar can do');
    await admin`revoke murmuration_bank from murmuration_cellar`;
    await prepare(database.adminUrl, 'cellar');
  });

  it('get their password without its standing in a statement', async () => {
    await prepare(database.adminUrl, 'cellar');
    expect(await on(asService('cellar'), (sql) => sql`select 1 as ok`)).toEqual([{ ok: 1 }]);
    const [stored] = await admin`
      select rolpassword from pg_authid where rolname = 'murmuration_cellar'`;
    expect(stored?.['rolpassword']).toMatch(/^SCRAM-SHA-256\$4096:/);
  });
});

describe('the statements of transactions', () => {
  it('are planned as if there were no row-level policies', async () => {
    const plan = await on(database.urlOf('bank'), async (sql) => {
      const statement = 'select * from transfer where id = any($1) order by id for update';
      await sql.unsafe(`set plan_cache_mode to force_generic_plan; set enable_seqscan to off;
        prepare load(text[]) as ${statement}`);
      const rows = await sql.unsafe(`explain (costs off) execute load('{a}')`);
      return rows.map((row) => String(row['QUERY PLAN'])).join('\n');
    });
    expect(plan).toContain('Index Cond: (id = ANY ($1))');
    expect(plan).not.toContain('Filter');
    expect(plan).not.toContain('SubPlan');
  });
});

/** As migrations left a schema once: everything the administrator's, all rights the service's. */
async function oldSchema(sql: postgres.Sql): Promise<void> {
  const applied = [
    ['runtime/0001-runtime.sql', new URL('../migrations/0001-runtime.sql', import.meta.url)],
    ['attic/0001-bank.sql', new URL('0001-bank.sql', bankMigrations.directory)],
  ] as const;
  await sql.unsafe(`
    drop role if exists murmuration_attic; create role murmuration_attic login;
    create schema attic; set search_path to attic;
    create table schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
  for (const [name, url] of applied) {
    const content = await readFile(url, 'utf8');
    await sql.unsafe(content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    await sql`insert into schema_migration (name, sha256) values (${name}, ${sha256})`;
  }
  await sql.unsafe(`
    create sequence numbers; create type colour as enum ('red'); create table item (id serial primary key);
    select create_partitions(current_date);
    insert into account values ('a', 1, false, '[]', now());
    grant usage on schema attic to murmuration_attic;
    grant select, insert, update, delete on all tables in schema attic to murmuration_attic;
    reset search_path`);
}

async function expectBroughtOver(adminUrl: string): Promise<void> {
  await on(adminUrl, async (sql) => {
    await oldSchema(sql);
    await prepare(adminUrl, 'attic');
    await prepare(adminUrl, 'attic');
    expect(await ownersIn(sql, 'attic')).toEqual(['murmuration_migrator']);
  });
  await on(asService('attic', adminUrl), async (sql) => {
    expect(await sql`select id, balance::int from account`).toEqual([{ id: 'a', balance: 1 }]);
    await sql`insert into account values ('b', 1, false, '[]', now())`;
    await sql`select create_partitions(current_date + 3)`;
    await expect(sql`delete from outbox`).rejects.toThrow('permission denied');
    await expect(sql`select from outbox_default`).rejects.toThrow('permission denied');
    await expect(sql`alter table account add more text`).rejects.toThrow('must be owner');
  });
}

describe('a schema from before the migrator', () => {
  it('is brought over with its data, and again without a change', async () => {
    await expectBroughtOver(database.adminUrl);
  });
});

describe('an administrator who is no superuser', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await testPostgres();
    await on(server.adminUrl, async (sql) => {
      for (const role of ['landlord', 'lodger']) {
        await sql.unsafe(`create role ${role} login createrole password '${PASSWORD}'`);
      }
      await sql`create database house owner landlord`;
      await sql`grant create on database house to lodger`;
    });
  });
  afterAll(() => server.stop());

  const signedInAs = (role: string): string =>
    urlWith((url) => {
      url.username = role;
      url.password = PASSWORD;
      url.pathname = '/house';
    }, server.adminUrl);

  it('is told what the owner of the database has to do first', async () => {
    await expect(prepare(signedInAs('lodger'), 'shed')).rejects.toThrow(
      'as its owner, run: revoke temporary on database "house" from public',
    );
  });

  it('brings schemas up to date, also twice at once', async () => {
    const landlord = signedInAs('landlord');
    await Promise.all([prepare(landlord, 'porch'), prepare(landlord, 'porch')]);
    await prepare(landlord, 'cellar');
    await on(asService('porch', landlord), async (sql) => {
      expect(await sql`select id from account`).toEqual([]);
      expect(await sql`select create_partitions(current_date)`).toHaveLength(1);
      await expect(sql`select from cellar.account`).rejects.toThrow('permission denied');
      await expect(sql`create temporary table mine ()`).rejects.toThrow('permission denied');
    });
  });

  it('brings over a schema from before', async () => {
    await expectBroughtOver(signedInAs('landlord'));
  });

  it('needs no more than to make roles and schemas when that is done', async () => {
    const lodger = signedInAs('lodger');
    await on(server.adminUrl, (sql) => sql`grant murmuration_migrator to lodger with admin option`);
    await prepare(lodger, 'shed');
    await prepare(lodger, 'shed');
    const owners = await on(lodger, (sql) => ownersIn(sql, 'shed'));
    expect(owners).toEqual(['murmuration_migrator']);
  });
});
