import { eventually } from '@murmuration/testkit';
import { asAdmin } from '../../faults/postgres-sessions.ts';
import type { World } from '../../scenario.ts';

/** What relays may find that a broker has done to their stream. */
export type Found = 'recreated' | 'rolled-back' | 'truncated' | 'damaged';

/** The sight of a repair after one of these was found. */
export const repaired = (...found: readonly Found[]): string =>
  `relays found a stream ${found.join(' or ')} and published what was missing`;

const LIMIT_MS = 30_000;

interface Repair {
  readonly service: string;
  readonly found: string;
  readonly rows: number;
}

/** Remembers which repairs there were. The returned function waits a while for one of these kinds, notes all new ones, and tells of the sight. */
export async function sightOfRepair(
  { shop, sight, note }: World,
  ...wanted: readonly Found[]
): Promise<() => Promise<void>> {
  const known = new Set((await repairsOf(shop)).keys());
  const fresh = async (): Promise<readonly Repair[]> =>
    [...(await repairsOf(shop))].flatMap(([id, repair]) => (known.has(id) ? [] : [repair]));
  const isThere = async (): Promise<boolean> =>
    (await fresh()).some(({ found }) => wanted.some((kind) => kind === found));
  return async () => {
    const seen = await eventually(isThere, {
      what: 'a repair',
      timeoutMs: LIMIT_MS,
      everyMs: 200,
    }).catch(() => false);
    for (const { service, found, rows } of await fresh()) {
      note(`the relay of ${service} found ${found}, and ${rows} rows to publish again`);
    }
    if (seen) sight(repaired(...wanted));
  };
}

async function repairsOf({ database, services }: World['shop']): Promise<Map<string, Repair>> {
  return await asAdmin(database.adminUrl, async (sql) => {
    const repairs = new Map<string, Repair>();
    for (const { name: service } of services) {
      const rows = await sql<{ id: string; found: string; rows: number }[]>`
        select id, found, rows::int from ${sql(service)}.broker_repair`;
      for (const row of rows) repairs.set(row.id, { service, ...row });
    }
    return repairs;
  });
}
