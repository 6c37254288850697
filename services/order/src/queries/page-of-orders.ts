import { type Database, pageOf, readCursor, timeInKey } from '@murmuration/choreography';
import { and, desc, eq, getTableColumns, isNotNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { OrderStatus } from '../domain/order.ts';
import { ordersTable } from '../store/schema.ts';
import { orderViewOf } from './order-view.ts';

/** Which orders a list holds. */
interface OrderSearch {
  readonly customerId?: string | undefined;
  readonly status?: OrderStatus | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The database's own column: when an order was placed or rejected. A cancellation that came before its order has none. */
const createdAt = sql`${ordersTable}.created_at`.mapWith(ordersTable.placedAt);
const orderKey = z.tuple([timeInKey, z.string()]);

/** Orders, newest first, a page at a time. */
export async function pageOfOrders(
  database: Database,
  { customerId, status, cursor, limit }: OrderSearch,
) {
  const after = readCursor(orderKey, cursor);
  const rows = await database
    .select({ ...getTableColumns(ordersTable), createdAt })
    .from(ordersTable)
    .where(
      and(
        isNotNull(createdAt),
        customerId === undefined ? undefined : eq(ordersTable.customerId, customerId),
        status === undefined ? undefined : eq(ordersTable.status, status),
        after &&
          sql`(${createdAt}, ${ordersTable.orderId}) < (${after[0]}::timestamptz, ${after[1]})`,
      ),
    )
    .orderBy(desc(createdAt), desc(ordersTable.orderId))
    .limit(limit + 1);
  return pageOf(rows, limit, (row) => [row.createdAt.toISOString(), row.orderId], orderViewOf);
}
