import type { ServiceDefinition } from '@murmuration/choreography';
import { shopServices } from '@murmuration/shop';
import type postgres from 'postgres';

/** The services of the shop whose schemas the database has: what they react to and publish is read off their definitions. */
export async function presentServices(
  sql: postgres.TransactionSql,
): Promise<readonly ServiceDefinition[]> {
  const all = shopServices().map(({ definition }) => definition);
  const rows = await sql<{ name: string }[]>`
    select nspname as name from pg_namespace n where exists (
      select from pg_class c where c.relnamespace = n.oid and c.relname = 'outbox')`;
  const present = new Set(rows.map(({ name }) => name));
  const services = all.filter(({ name }) => present.has(name));
  if (services.length === 0)
    throw new Error('the database has no schema of any service of the shop');
  return services;
}
