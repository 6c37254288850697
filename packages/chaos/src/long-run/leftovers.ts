import { eventually } from '@murmuration/testkit';
import type postgres from 'postgres';
import type { LongShop } from './long-shop.ts';
import { type Retention, steadyAfter } from './retention.ts';

/** What must be empty as soon as nothing is under way. */
const AT_ONCE = ['timer', 'failing', 'dead_letter', 'held_key', 'waiting_message'];
/** What must be empty once its time is over. */
const IN_TIME = ['outbox', 'inbox', 'command_log', 'inbox_stray'];
/** Maintenance comes around, and waits for locks. */
const MORE_SECONDS = 20;

/** What is left of the orders, in words: nothing should be. */
export async function leftovers(
  { shop, sql }: LongShop,
  retention: Retention,
): Promise<readonly string[]> {
  const services = shop.services.map(({ name }) => name);
  const left = await rowsIn(sql, services, AT_ONCE);
  const overdue: { now: readonly string[] } = { now: [] };
  const isEmpty = async (): Promise<boolean> => {
    overdue.now = await rowsIn(sql, services, IN_TIME);
    return overdue.now.length === 0;
  };
  const seconds = steadyAfter(retention) + MORE_SECONDS;
  const patience = { what: 'old rows to go', timeoutMs: seconds * 1_000, everyMs: 1_000 };
  await eventually(isEmpty, patience).catch(() => undefined);
  return [...left, ...overdue.now.map((what) => `${what} after ${seconds} s`)];
}

async function rowsIn(
  sql: postgres.Sql,
  services: readonly string[],
  tables: readonly string[],
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const service of services) {
    for (const table of tables) {
      const [row] = await sql<{ rows: number }[]>`
        select count(*)::int as rows from ${sql(`${service}.${table}`)}`;
      const rows = row?.rows ?? 0;
      if (rows > 0) left.push(`${service}.${table} has ${rows} rows`);
    }
  }
  return left;
}
