import postgres from 'postgres';
import { isDeclined, SKUS, STOCK } from './workload.ts';

interface End {
  readonly confirmed: number;
  readonly cancelled: number;
  readonly captured: number;
  readonly pieces: number;
  readonly committed: number;
  readonly expected: number;
  readonly reserved: number;
}

/** Compares the end of a run with what must have come of it; returns what is wrong, in words. */
export async function checkEnd(postgresUrl: string, orders: number): Promise<readonly string[]> {
  const sql = postgres(postgresUrl, { max: 1 });
  try {
    const [found] = await sql<End[]>`
      select
        (select count(*)::int from "order".orders where status = 'confirmed') as confirmed,
        (select count(*)::int from "order".orders where status = 'cancelled') as cancelled,
        (select count(*)::int from payment.payments where status = 'captured') as captured,
        (select sum(on_hand + reserved + committed)::float8 from inventory.stock) as pieces,
        (select sum(committed)::float8 from inventory.stock) as committed,
        (select sum(reserved)::float8 from inventory.stock) as reserved,
        (select sum((l->>'quantity')::int)::float8 from "order".orders o, jsonb_array_elements(o.lines) l where o.status = 'confirmed') as expected`;
    if (found === undefined) return ['the database did not answer'];
    return wrongs(found, orders);
  } finally {
    await sql.end();
  }
}

function wrongs(found: End, orders: number): readonly string[] {
  const declined = Array.from({ length: orders }, (_, order) => order).filter(isDeclined).length;
  const compare = (what: string, seen: number, wanted: number): string[] =>
    seen === wanted ? [] : [`${what}: ${seen}, not ${wanted}`];
  return [
    ...compare('confirmed orders', found.confirmed, orders - declined),
    ...compare('cancelled orders', found.cancelled, declined),
    ...compare('captured payments', found.captured, orders - declined),
    ...compare('pieces in all', found.pieces, SKUS * STOCK),
    ...compare('pieces still reserved', found.reserved, 0),
    ...compare('pieces committed', found.committed, found.expected),
  ];
}
