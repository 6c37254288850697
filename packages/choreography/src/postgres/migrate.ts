import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import postgres from 'postgres';

/** Where a service's migrations are. Files are applied in the order of their names; an applied one never changes. */
export interface ServiceMigrations {
  /** Name of the service, of its schema, and, after `murmuration_`, of its role. */
  readonly service: string;
  readonly directory: URL;
}

/** Defines where a service's migrations are. */
export const defineMigrations = (migrations: ServiceMigrations): ServiceMigrations => migrations;

/** The database role that a service connects with. */
export const roleOf = (service: string): string => `murmuration_${service}`;

interface MigrateOptions {
  /** A role that may create roles and schemas. */
  readonly adminUrl: string;
  readonly migrations: ServiceMigrations;
  /** The password that the service's role gets. */
  readonly password: string;
}

const RUNTIME = new URL('../../migrations/', import.meta.url);

/**
 * Creates the schema and the role of a service and brings its tables up to date, in one transaction. Safe to run at any time, also twice at once.
 * Throws when a migration fails, or when one that was applied has been changed since.
 */
export async function migrate({ adminUrl, migrations, password }: MigrateOptions): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtext('murmuration.migrate'))`;
      await createSchemaAndRole(tx, migrations.service, password);
      await applyAll(tx, 'runtime', RUNTIME);
      await applyAll(tx, migrations.service, migrations.directory);
      await tx`select create_partitions(current_date)`;
      await grant(tx, migrations.service);
    });
  } finally {
    await sql.end();
  }
}

async function createSchemaAndRole(
  tx: postgres.TransactionSql,
  service: string,
  password: string,
): Promise<void> {
  const role = roleOf(service);
  const [existing] = await tx`select from pg_roles where rolname = ${role}`;
  if (existing === undefined) await tx`create role ${tx(role)} login`;
  await tx.unsafe(`alter role "${role}" password '${password.replaceAll("'", "''")}'`);
  await tx`create schema if not exists ${tx(service)}`;
  await tx.unsafe(`set local search_path to "${service}"`);
  const [{ database } = { database: '' }] = await tx<
    { database: string }[]
  >`select current_database() as database`;
  await tx.unsafe(`alter role "${role}" in database "${database}" set search_path to "${service}"`);
  await tx`create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`;
}

async function applyAll(tx: postgres.TransactionSql, owner: string, directory: URL): Promise<void> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).toSorted();
  for (const file of files) {
    const text = await readFile(new URL(file, directory), 'utf8');
    const name = `${owner}/${file}`;
    const sha256 = createHash('sha256').update(text).digest('hex');
    const [applied] = await tx<
      { sha256: string }[]
    >`select sha256 from schema_migration where name = ${name}`;
    if (applied === undefined) await apply(tx, name, text, sha256);
    else if (applied.sha256 !== sha256) {
      throw new Error(
        `migration ${name} was changed after it had been applied; add a new file instead`,
      );
    }
  }
}

async function apply(
  tx: postgres.TransactionSql,
  name: string,
  text: string,
  sha256: string,
): Promise<void> {
  try {
    await tx.unsafe(text);
  } catch (error) {
    throw new Error(`migration ${name} failed: ${String(error)}`, { cause: error });
  }
  await tx`insert into schema_migration (name, sha256) values (${name}, ${sha256})`;
}

/** The service's role reads and writes its own tables, and cannot change them. */
async function grant(tx: postgres.TransactionSql, service: string): Promise<void> {
  const role = roleOf(service);
  await tx.unsafe(`
    revoke all on schema "${service}" from public;
    grant usage on schema "${service}" to "${role}";
    grant select, insert, update, delete on all tables in schema "${service}" to "${role}";
    revoke insert, update, delete on schema_migration from "${role}";
    grant usage, select on all sequences in schema "${service}" to "${role}";
    grant execute on all functions in schema "${service}" to "${role}";
  `);
}
