import type postgres from 'postgres';
import { AUDITOR, MIGRATOR, quoted, readerRoleOf, roleOf } from './roles.ts';

/** Makes the schema of a service; one from before the migrator had a role of its own is handed over with all that is in it. */
export async function ownSchema(tx: postgres.TransactionSql, service: string): Promise<void> {
  const schema = quoted(service);
  const [existing] = await tx<{ owner: string }[]>`
    select nspowner::regrole::text as owner from pg_namespace where nspname = ${service}`;
  if (existing === undefined) {
    await tx.unsafe(`create schema ${schema} authorization ${MIGRATOR}`);
  } else if (existing.owner !== MIGRATOR) {
    await tx.unsafe(`grant usage, create on schema ${schema} to ${MIGRATOR}`);
    await handOver(tx, service);
    await tx.unsafe(`alter schema ${schema} owner to ${MIGRATOR}`);
  }
}

async function handOver(tx: postgres.TransactionSql, service: string): Promise<void> {
  const statements = await tx<{ text: string }[]>`
    select format('alter table %I.%I owner to %I', ${service}::text, relname, ${MIGRATOR}::text) as text
    from pg_class c
    where relnamespace = ${service}::regnamespace and relowner <> ${MIGRATOR}::regrole and (
      relkind in ('r', 'p', 'v', 'm')
      -- a sequence that belongs to a column goes with its table
      or relkind = 'S' and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i')))
    union all
    select format('alter routine %s owner to %I', oid::regprocedure, ${MIGRATOR}::text) from pg_proc
    where pronamespace = ${service}::regnamespace and proowner <> ${MIGRATOR}::regrole
    union all
    select format('alter type %s owner to %I', oid::regtype, ${MIGRATOR}::text) from pg_type
    where typnamespace = ${service}::regnamespace and typowner <> ${MIGRATOR}::regrole and typtype in ('d', 'e', 'r')`;
  for (const { text } of statements) await tx.unsafe(text);
}

/**
 * Lets a service into its schema, as the migrator. A table about which a migration has said what the service may do keeps that; every other one it may
 * read and write. It is not held to row-level policies, which are for readers. What readers see, migrations say table by table.
 */
export async function openSchema(tx: postgres.TransactionSql, service: string): Promise<void> {
  const [schema, role, reader] = [service, roleOf(service), readerRoleOf(service)].map(quoted);
  await tx.unsafe(`
    revoke all on schema ${schema} from public;
    grant usage on schema ${schema} to ${role}, ${reader}, ${AUDITOR};
    revoke all on all tables in schema ${schema} from public;
    revoke all on all routines in schema ${schema} from public;
    grant execute on all routines in schema ${schema} to ${role};
    grant usage, select on all sequences in schema ${schema} to ${role};
    grant execute on function ${schema}.reader_sees(text) to ${reader};
  `);
  for (const text of await tableGrants(tx, service)) await tx.unsafe(text);
  for (const text of await auditorGrants(tx, service)) await tx.unsafe(text);
}

/** Partitions are used by way of their table alone. */
async function tableGrants(
  tx: postgres.TransactionSql,
  service: string,
): Promise<readonly string[]> {
  const role = roleOf(service);
  const rows = await tx<{ text: string }[]>`
    with own as (
      select oid, relname as name, relispartition as is_part, relrowsecurity as by_row,
        exists (select from aclexplode(relacl) where grantee = ${role}::regrole) as is_settled
      from pg_class where relnamespace = ${service}::regnamespace and relkind in ('r', 'p', 'v', 'm')
        and relname <> 'schema_migration'
    )
    select format('grant select, insert, update, delete on %I to %I', name, ${role}::text) as text
    from own where not is_part and not is_settled
    union all
    select format('revoke all on %I from %I', name, ${role}::text) from own where is_part and is_settled
    union all
    select format('create policy service on %I to %I using (true) with check (true)', name, ${role}::text)
    from own where by_row and not exists (
      select from pg_policy where polrelid = own.oid and ${role}::regrole = any(polroles))`;
  return rows.map(({ text }) => text);
}

/** The auditor reads every table; of one about which a migration has said which columns the auditor may see, those. */
async function auditorGrants(
  tx: postgres.TransactionSql,
  service: string,
): Promise<readonly string[]> {
  const rows = await tx<{ text: string }[]>`
    with own as (
      select oid, relname as name, relrowsecurity as by_row,
        exists (
          select from pg_attribute a, aclexplode(a.attacl) acl where a.attrelid = c.oid and acl.grantee = ${AUDITOR}::regrole
        ) as is_settled
      from pg_class c where relnamespace = ${service}::regnamespace and relkind in ('r', 'p', 'v', 'm') and not relispartition
    )
    select format('grant select on %I to %I', name, ${AUDITOR}::text) as text from own where not is_settled
    union all
    select format('create policy auditor on %I for select to %I using (true)', name, ${AUDITOR}::text)
    from own where by_row and not exists (
      select from pg_policy where polrelid = own.oid and ${AUDITOR}::regrole = any(polroles))`;
  return rows.map(({ text }) => text);
}
