import type postgres from 'postgres';
import { AUDITOR, quoted, roleOf } from './roles.ts';

/**
 * The limits of a service's sessions. They are shorter than the 30 seconds after which the broker gives a message to another process: by then, whoever held
 * rows for it holds them no more. A transaction of a batch takes milliseconds, so none of them is met but by what hangs. Sessions that idle outside
 * of a transaction are meant to: they have no limit, but one whose machine went away is noticed within two minutes.
 */
const LIMITS = {
  lock_timeout: '10s',
  idle_in_transaction_session_timeout: '15s',
  statement_timeout: '20s',
  idle_session_timeout: '0',
  tcp_keepalives_idle: '60s',
  tcp_keepalives_interval: '15s',
  tcp_keepalives_count: '4',
} as const;

/**
 * From Postgres 17 on: none of the others counts for a session whose client fell silent in the midst of a pipeline. It keeps its locks until the network notices, which
 * takes two minutes, or for ever when what died stands in between.
 */
const LIMITS_SINCE_17 = { transaction_timeout: '25s' } as const;
const POSTGRES_17 = 170_000;

/** An audit reads all that there is in one view of it, which takes minutes in a large shop, and keeps old row versions for as long: not for ever. */
const AUDITOR_LIMITS = {
  default_transaction_read_only: 'on',
  lock_timeout: '10s',
  idle_in_transaction_session_timeout: '5min',
  statement_timeout: '10min',
} as const;

/**
 * Sets what belongs to the database as a whole and is not copied with it: the settings of the services' roles in it, and that nobody makes temporary tables
 * or tables in the schema `public`. Throws when that would be its owner's to do.
 */
export async function settleDatabase(
  sql: postgres.ISql,
  services: readonly string[],
): Promise<void> {
  const [found] = await sql<
    { name: string; mine: boolean; temporary: boolean; open: boolean; version: number }[]
  >`
    select datname as name, pg_has_role(datdba, 'USAGE') as mine,
      has_database_privilege('public', datname, 'TEMPORARY') as temporary,
      coalesce(has_schema_privilege('public', to_regnamespace('public'), 'CREATE'), false) as open,
      current_setting('server_version_num')::int as version
    from pg_database where datname = current_database()`;
  if (found === undefined) throw new Error('the database does not know its own name');
  const database = quoted(found.name);
  const revocations = [
    ...(found.temporary ? [`revoke temporary on database ${database} from public`] : []),
    ...(found.open ? ['revoke create on schema public from public'] : []),
  ];
  if (revocations.length > 0 && !found.mine) {
    throw new Error(
      `every role may make tables of its own in database ${found.name}; as its owner, run: ${revocations.join('; ')}`,
    );
  }
  const settingsOf = (role: string, limits: Readonly<Record<string, string>>): string[] =>
    Object.entries(limits).map(
      ([name, value]) =>
        `alter role ${quoted(role)} in database ${database} set ${name} to '${value}'`,
    );
  const settings = services.flatMap((service) => [
    `alter role ${quoted(roleOf(service))} in database ${database} set search_path to ${quoted(service)}`,
    ...settingsOf(roleOf(service), LIMITS),
    ...(found.version >= POSTGRES_17 ? settingsOf(roleOf(service), LIMITS_SINCE_17) : []),
  ]);
  const auditor = (await isAuditorSettled(sql)) ? [] : settingsOf(AUDITOR, AUDITOR_LIMITS);
  await sql.unsafe([...revocations, ...settings, ...auditor].join(';\n'));
}

/** The auditor is the one role that several administrators may meet; only the one who has made it may change it. */
async function isAuditorSettled(sql: postgres.ISql): Promise<boolean> {
  const wanted = Object.entries(AUDITOR_LIMITS).map(([name, value]) => `${name}=${value}`);
  const [settled] = await sql`
    select from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
    where d.datname = current_database() and s.setrole = ${AUDITOR}::regrole and s.setconfig @> ${wanted}`;
  return settled !== undefined;
}
