import type postgres from 'postgres';
import { scramVerifier } from './scram-verifier.ts';

/** Owns the schemas and all that is in them. Nobody signs in as this role: whoever migrates becomes it. */
export const MIGRATOR = 'murmuration_migrator';

/** The database role that a service connects with. */
export const roleOf = (service: string): string => `murmuration_${service}`;

/** The role that a service's queries are answered as: it sees what its person may see, and writes nothing. */
export const readerRoleOf = (service: string): string => `${roleOf(service)}_reader`;

/** Reads all that services keep, past the policies on rows, but for the columns that migrations keep from it; and does nothing else. */
export const AUDITOR = roleOf('auditor');

/** A name as it stands in a statement. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** One service may not use up the connections of all. */
const SHARE_OF_CONNECTIONS = 2;

/** Audits of several people at once. */
const AUDITOR_CONNECTIONS = 8;

/**
 * Makes the roles of a service where they are missing, gives the service's one its password, and lets it become its reader and nobody else.
 * Throws when a role can do more than a service should.
 */
export async function makeRoles(
  tx: postgres.TransactionSql,
  service: string,
  password: string,
): Promise<void> {
  const [role, reader] = [roleOf(service), readerRoleOf(service)];
  for (const name of [MIGRATOR, role, reader, AUDITOR]) await makeRole(tx, name);
  const limit = Math.floor((await maxConnections(tx)) / SHARE_OF_CONNECTIONS);
  // without inheritance: a right of the reader's is used only by becoming the reader
  await tx.unsafe(
    `alter role ${quoted(role)} login noinherit connection limit ${limit} password '${scramVerifier(password)}'`,
  );
  await tx.unsafe(`grant ${quoted(reader)} to ${quoted(role)}`);
  await refuseMightyRoles(tx, [role, reader, AUDITOR], reader);
}

/** Lets the auditor sign in. */
export async function admitAuditor(tx: postgres.TransactionSql, password: string): Promise<void> {
  const limits = `login connection limit ${AUDITOR_CONNECTIONS}`;
  await tx.unsafe(`alter role ${quoted(AUDITOR)} ${limits} password '${scramVerifier(password)}'`);
}

/** From here on the transaction acts as the owner of the schemas, until `reset role`. */
export async function becomeMigrator(tx: postgres.TransactionSql): Promise<void> {
  await tx.unsafe(`set local role ${MIGRATOR}`);
}

/** An administrator who is no superuser has to be given the role that he has made before he can become it. */
export async function mayBecomeMigrator(tx: postgres.TransactionSql): Promise<void> {
  const [rights] = await tx<{ can: boolean }[]>`
    select pg_has_role(current_user, ${MIGRATOR},
      case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end) as can`;
  if (rights?.can !== true) await tx.unsafe(`grant ${MIGRATOR} to current_user`);
}

async function makeRole(tx: postgres.TransactionSql, name: string): Promise<void> {
  const [existing] = await tx`select from pg_roles where rolname = ${name}`;
  if (existing === undefined) await tx.unsafe(`create role ${quoted(name)} nologin`);
}

async function maxConnections(tx: postgres.TransactionSql): Promise<number> {
  const [row] = await tx<{ most: number }[]>`
    select current_setting('max_connections')::int as most`;
  return row?.most ?? 0;
}

/** A role that stood here before may have been given rights by hand. */
async function refuseMightyRoles(
  tx: postgres.TransactionSql,
  names: readonly string[],
  reader: string,
): Promise<void> {
  const mighty = await tx<{ name: string }[]>`
    select r.rolname as name from pg_roles r where r.rolname = any(${names}) and (
      r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
      or exists (select from pg_auth_members m where m.member = r.oid and m.roleid <> ${reader}::regrole))`;
  if (mighty.length === 0) return;
  const list = mighty.map(({ name }) => name).join(', ');
  throw new Error(
    `${list} can do more than a service should: take away superuser, createrole, createdb, replication, bypassrls and membership in other roles`,
  );
}
