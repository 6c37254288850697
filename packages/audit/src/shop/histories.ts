import type { ServiceDefinition } from '@murmuration/choreography';
import type postgres from 'postgres';
import type { Facts, History } from '../facts.ts';

interface HistoryRow extends History {
  readonly schema: string;
  readonly parent: string;
}

/**
 * How far back outboxes and inboxes reach. Their first partitions are made when the schema is, and they are dropped from the oldest on. So nothing is missing as
 * long as there is one that began before the schema was made, or as long as each lane of an outbox has its first position.
 */
export async function readHistories(
  sql: postgres.TransactionSql,
  services: readonly ServiceDefinition[],
): Promise<Pick<Facts, 'outbox' | 'inbox'>> {
  const schemas = services.map(({ name }) => name);
  const rows: readonly HistoryRow[] = (
    await Promise.all(schemas.map((schema) => historiesOf(sql, schema)))
  ).flat();
  const histories = (parent: string): ReadonlyMap<string, History> =>
    new Map(rows.filter((row) => row.parent === parent).map((row) => [row.schema, row]));
  return { outbox: histories('outbox'), inbox: histories('inbox') };
}

async function historiesOf(
  sql: postgres.TransactionSql,
  schema: string,
): Promise<readonly HistoryRow[]> {
  return await sql<HistoryRow[]>`
    select ${schema}::text as schema, parent, since,
      to_timestamp(('x' || left(replace(since, '-', ''), 12))::bit(48)::bigint / 1000.0) <= (
        select min(applied_at) from ${sql(schema)}.schema_migration)
      or parent = 'outbox' and not exists (
        select from ${sql(schema)}.outbox_lane l where l.settled <> '{}' and not exists (
          select from ${sql(schema)}.outbox o where o.lane = l.lane and o.seq = 1)) as "isComplete"
    from (
      select p.relname as parent, min(substring(pg_get_expr(d.relpartbound, d.oid) from $$FROM \\('([-0-9a-f]{36})'\\)$$)) as since
      from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_class d on d.oid = i.inhrelid
      where p.relnamespace = ${schema}::regnamespace and p.relname in ('outbox', 'inbox')
      group by p.relname
    ) days`;
}
