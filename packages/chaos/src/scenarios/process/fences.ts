import type { Shop, ServiceName } from '@murmuration/testkit';
import { asAdmin } from '../../faults/postgres-sessions.ts';

/** How often a service's first lane has changed hands. */
export async function fenceOf({ database }: Shop, service: ServiceName): Promise<number> {
  return await asAdmin(database.adminUrl, async (sql) => {
    const [row] = await sql<{ fence: number }[]>`
      select fence::int from ${sql(service)}.outbox_lane where lane = 0`;
    return row?.fence ?? 0;
  });
}

/** Whether a service's first lane has positions settled above one that is not: a row committed later than one that was published. */
export async function hasHole({ database }: Shop, service: ServiceName): Promise<boolean> {
  return await asAdmin(database.adminUrl, async (sql) => {
    const [row] = await sql<{ ranges: number }[]>`
      select count(*)::int as ranges from (
        select unnest(settled) from ${sql(service)}.outbox_lane where lane = 0
      ) as each_range`;
    return (row?.ranges ?? 0) > 1;
  });
}
