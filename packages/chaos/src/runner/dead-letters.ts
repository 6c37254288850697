import type { Shop } from '@murmuration/testkit';
import { asAdmin } from '../faults/postgres-sessions.ts';
import type { Finding } from './finding.ts';

const SHOWN = 5;

/** Open dead letters that came up since a moment, all or of these keys: a fault that heals needs nobody who redrives. */
export async function lettersSince(
  { database, services }: Shop,
  since: Date,
  keys?: readonly string[],
): Promise<readonly Finding[]> {
  return await asAdmin(database.adminUrl, async (sql) => {
    const findings: Finding[] = [];
    for (const { name } of services) {
      const rows = await sql<{ reaction: string; error: string }[]>`
        select reaction, error from ${sql(name)}.dead_letter
        where status = 'open' and last_failed_at >= ${since} and (${keys === undefined} or key = any(${[...(keys ?? [])]}))
        order by last_failed_at`;
      if (rows.length === 0) continue;
      const first = rows.slice(0, SHOWN).map(({ reaction, error }) => `${reaction}: ${error}`);
      const what = `${name} has ${rows.length} dead letters: ${first.join('; ')}`;
      findings.push({ invariant: 'dead letters', what });
    }
    return findings;
  });
}
