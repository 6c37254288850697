import type postgres from 'postgres';
import { quoted, roleOf } from './roles.ts';

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
 * Sets what belongs to the database as a whole and is not copied with it: the settings of the services' roles in it, and that nobody makes temporary tables
 * or tables in the schema `public`. Throws when that would be its owner's to do.
 */
export async function settleDatabase(
  sql: postgres.ISql,
  services: readonly string[],
): Promise<void> {
  const [found] = await sql<{ name: string; mine: boolean; temporary: boolean; open: boolean }[]>`
    select datname as name, pg_has_role(datdba, 'USAGE') as mine,
      has_database_privilege('public', datname, 'TEMPORARY') as temporary,
      coalesce(has_schema_privilege('public', to_regnamespace('public'), 'CREATE'), false) as open
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
  const settings = services.flatMap((service) => {
    const role = `alter role ${quoted(roleOf(service))} in database ${database} set`;
    const limits = Object.entries(LIMITS).map(([name, value]) => `${role} ${name} to '${value}'`);
    return [`${role} search_path to ${quoted(service)}`, ...limits];
  });
  await sql.unsafe([...revocations, ...settings].join(';\n'));
}
