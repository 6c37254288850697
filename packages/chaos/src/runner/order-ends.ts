import { openPool } from '@murmuration/choreography';
import type { Shop } from '@murmuration/testkit';
import type postgres from 'postgres';
import { type Customer, type End, POSSIBLE_ENDS } from '../load/plans.ts';
import type { Finding } from './finding.ts';

const SHOWN = 10;

/** Looks at orders past the services, as the superuser, so that it works whatever they are going through. */
export class OrderEnds {
  private readonly sql: postgres.Sql;

  constructor({ database }: Shop) {
    this.sql = openPool(database.adminUrl, 'chaos', 1);
  }

  /** How many of these orders have no end yet; those that nobody has heard of have none. */
  async open(orderIds: readonly string[]): Promise<number> {
    const [row] = await this.sql<{ ended: number }[]>`
      select count(*)::int as ended from "order".orders
      where order_id = any(${[...orderIds]}) and status in ('confirmed', 'cancelled', 'rejected')`;
    return orderIds.length - (row?.ended ?? 0);
  }

  /** How these orders ended; those that have not are left out. */
  async ends(orderIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.sql<{ id: string; end: string }[]>`
      select order_id as id, concat_ws(': ', status, cancellation->>'reason') as end from "order".orders
      where order_id = any(${[...orderIds]}) and status in ('confirmed', 'cancelled', 'rejected')`;
    return new Map(rows.map(({ id, end }) => [id, end]));
  }

  async close(): Promise<void> {
    await this.sql.end();
  }
}

/** Orders that have no end, or not one that their customer can have expected. */
export function judgeEnds(
  customers: readonly Customer[],
  ends: ReadonlyMap<string, string>,
  alsoEnds: readonly End[],
): readonly Finding[] {
  const wrong = customers.flatMap(({ plan, order: { orderId } }) => {
    const end = ends.get(orderId);
    if (end === undefined) return [{ invariant: 'I5', what: `${orderId} (${plan}) has no end` }];
    const possible: readonly string[] = [...POSSIBLE_ENDS[plan], ...alsoEnds];
    return possible.includes(end)
      ? []
      : [{ invariant: 'I5', what: `${orderId} (${plan}) is ${end}` }];
  });
  const more = wrong.length - SHOWN;
  if (more <= 0) return wrong;
  return [...wrong.slice(0, SHOWN), { invariant: 'I5', what: `and ${more} more orders` }];
}
