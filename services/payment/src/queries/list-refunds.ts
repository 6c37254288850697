import { defineAnswer, pageOf, readCursor } from '@murmuration/choreography';
import { listRefunds as listRefundsQuery } from '@murmuration/contracts';
import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm';
import { paymentsTable, refundsTable } from '../store/schema.ts';
import { ownedBy } from './owned-payments.ts';
import { refundKey, refundViewOf } from './refund-view.ts';

type StoredRefund = typeof refundsTable.$inferSelect;

const { orderId: orderOf, requestedAt, refundId } = refundsTable;

/** What the customer of one order got back or will get back, in the order of time. */
export const listRefunds = defineAnswer(
  listRefundsQuery,
  async ({ orderId, cursor, limit }, database, reader) => {
    const after = readCursor(refundKey, cursor);
    const found = await database
      .select(getTableColumns(refundsTable))
      .from(refundsTable)
      .innerJoin(paymentsTable, eq(paymentsTable.orderId, orderOf))
      .where(
        and(
          eq(orderOf, orderId),
          ownedBy(reader),
          after && sql`(${requestedAt}, ${refundId}) > (${after[0]}::timestamptz, ${after[1]})`,
        ),
      )
      .orderBy(asc(requestedAt), asc(refundId))
      .limit(limit + 1);
    return pageOf(found, limit, (row) => [row.requestedAt.toISOString(), row.refundId], viewOf);
  },
);

function viewOf(refund: StoredRefund) {
  const { amount, currency, version } = refund;
  const requestedAt = refund.requestedAt.toISOString();
  return { ...refundViewOf(refund), amount: { amount, currency }, requestedAt, version };
}
