import type postgres from 'postgres';

/**
 * What the shop is for: one row or some for each order, kept until somebody archives it. These grow with the orders, as they have to; everything else does not.
 */
const GROWS_WITH_ORDERS: ReadonlySet<string> = new Set([
  'order.orders',
  'inventory.reservations',
  'payment.payments',
  'payment.refunds',
  'payment.ledger',
  'notification.correspondence',
]);

export const growsWithOrders = (table: string): boolean => GROWS_WITH_ORDERS.has(table);

/** The size of every table of the services with its indexes, in bytes; partitions count for their table. */
export async function tableSizes(
  sql: postgres.Sql,
): Promise<readonly (readonly [string, number])[]> {
  // a partition that is dropped in this moment has no size
  const rows = await sql<{ name: string; bytes: number }[]>`
    select n.nspname || '.' || coalesce(p.relname, c.relname) as name,
      sum(coalesce(pg_total_relation_size(c.oid), 0))::float8 as bytes
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_inherits i on i.inhrelid = c.oid
    left join pg_class p on p.oid = i.inhparent
    where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public')
    group by 1 order by 1`;
  return rows.map(({ name, bytes }) => [name, bytes] as const);
}
