import postgres from 'postgres';
import { messageOf } from '../processes/child.ts';

export type CheckedPostgres = { readonly version: string; readonly warnings: readonly string[] };

const OLDEST_MAJOR_VERSION = 15;
const CONNECT_LIMIT_S = 5;
const VERSION_FACTOR = 10_000;

/**
 * Connects to a Postgres server that somebody else runs and checks that it is version 15 or newer.
 * @returns its version, and a warning when it does not wait for the disk at a commit (fsync or synchronous_commit off)
 * @throws with what is wrong with it
 */
export async function checkPostgres(url: string): Promise<CheckedPostgres> {
  const { number, version, fsync, commit } = await askServer(url);
  if (number < OLDEST_MAJOR_VERSION * VERSION_FACTOR) {
    throw new Error(
      `DATABASE_URL: Postgres ${version} at ${withoutPassword(url)} is too old: ${OLDEST_MAJOR_VERSION} or newer is needed.`,
    );
  }
  const isSafe = fsync === 'on' && commit !== 'off';
  const warning = `Postgres at ${withoutPassword(url)} can lose commits: fsync is ${fsync}, synchronous_commit is ${commit}.`;
  return { version, warnings: isSafe ? [] : [warning] };
}

async function askServer(url: string) {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_LIMIT_S, onnotice: () => {} });
  try {
    const [row] = await sql<{ number: number; version: string; fsync: string; commit: string }[]>`
      select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
        current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`;
    if (row === undefined) throw new Error('it gave no answer');
    return row;
  } catch (error) {
    throw new Error(
      `DATABASE_URL: no connection to ${withoutPassword(url)}: ${messageOf(error)}. Check the address, the user and the password.`,
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function withoutPassword(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return 'an address that is no URL';
  parsed.password = '';
  return parsed.href;
}
