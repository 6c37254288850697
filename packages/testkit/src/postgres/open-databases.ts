import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';

const GRACE_MS = 3_000;
const EVERY_MS = 25;

const open = new Set<string>();

/** Remembers a database of this test file until the returned function is called. */
export function registerDatabase(adminUrl: string): () => void {
  open.add(adminUrl);
  return () => void open.delete(adminUrl);
}

/** The addresses of the databases that were made and not dropped. */
export function openDatabases(): readonly string[] {
  return [...open];
}

/** Who is connected to a database besides the asker, by application name; ends that are under way get 3 seconds. */
export async function sessionsOn(adminUrl: string): Promise<readonly string[]> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const deadline = performance.now() + GRACE_MS;
  try {
    for (;;) {
      const rows = await sql<{ name: string }[]>`
        select usename || ' "' || application_name || '" ' || coalesce(state, '') as name
        from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`;
      if (rows.length === 0 || performance.now() > deadline) return rows.map(({ name }) => name);
      await sleep(EVERY_MS);
    }
  } finally {
    await sql.end();
  }
}
