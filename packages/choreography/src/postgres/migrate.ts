import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import postgres from 'postgres';
import { settleDatabase } from './database-doors.ts';
import { admitAuditor, becomeMigrator, makeRoles, mayBecomeMigrator, quoted } from './roles.ts';
import { openSchema, ownSchema } from './schema-doors.ts';

/** Where a service's migrations are. Files are applied in the order of their names; an applied one never changes. */
export interface ServiceMigrations {
  /** Name of the service, of its schema, and, after `murmuration_`, of its role. */
  readonly service: string;
  readonly directory: URL;
}

/** Defines where a service's migrations are. */
export const defineMigrations = (migrations: ServiceMigrations): ServiceMigrations => migrations;

interface MigrateOptions {
  /** A superuser; or a role with CREATEROLE that owns the database, or may create schemas in one whose owner has taken `temporary` from public. */
  readonly adminUrl: string;
  readonly migrations: ServiceMigrations;
  /** The password that the service's role gets. */
  readonly password: string;
  /** The password that the auditor gets, who reads the data of all services; without one nobody signs in as the auditor. */
  readonly auditorPassword?: string;
}

const RUNTIME = new URL('../../migrations/', import.meta.url);

/** A migration that cannot have its lock soon is in the way of all who come after it: it gives up, and is run again. In SQL's own words. */
const LIMITS = `
  set local lock_timeout to '10s';
  set local statement_timeout to '15min';
  set local idle_in_transaction_session_timeout to '1min'`;

/**
 * Creates the schema and the roles of a service and brings its tables up to date, in one transaction. Safe to run at any time, also twice at once; a schema
 * that was made before the roles were is brought over. Throws when a migration fails, or when one that was applied has been changed since.
 */
export async function migrate({
  adminUrl,
  migrations,
  password,
  auditorPassword,
}: MigrateOptions): Promise<void> {
  const { service, directory } = migrations;
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtext('murmuration.migrate'))`;
      await tx.unsafe(LIMITS);
      await makeRoles(tx, service, password);
      if (auditorPassword !== undefined) await admitAuditor(tx, auditorPassword);
      await mayBecomeMigrator(tx);
      await ownSchema(tx, service);
      await settleDatabase(tx, [service]);
      await becomeMigrator(tx);
      await tx.unsafe(`set local search_path to ${quoted(service)}`);
      await applyAll(tx, 'runtime', RUNTIME);
      await applyAll(tx, service, directory);
      await tx`select create_partitions(current_date)`;
      await openSchema(tx, service);
    });
  } finally {
    await sql.end();
  }
}

async function applyAll(tx: postgres.TransactionSql, owner: string, directory: URL): Promise<void> {
  await tx`create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())`;
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
