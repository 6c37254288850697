import { defineAnswer, pageOf, readCursor } from '@murmuration/choreography';
import { listFailedRefunds as listFailedRefundsQuery } from '@murmuration/contracts';
import { and, asc, eq, sql } from 'drizzle-orm';
import { refundsTable } from '../store/schema.ts';
import { refundKey } from './refund-view.ts';

type StoredRefund = typeof refundsTable.$inferSelect;

const { status, requestedAt, refundId } = refundsTable;

/** The refunds of all orders that failed, in the order of time. */
export const listFailedRefunds = defineAnswer(
  listFailedRefundsQuery,
  async ({ cursor, limit }, database) => {
    const after = readCursor(refundKey, cursor);
    const found = await database
      .select()
      .from(refundsTable)
      .where(
        and(
          eq(status, 'failed'),
          after && sql`(${requestedAt}, ${refundId}) > (${after[0]}::timestamptz, ${after[1]})`,
        ),
      )
      .orderBy(asc(requestedAt), asc(refundId))
      .limit(limit + 1);
    return pageOf(found, limit, (row) => [row.requestedAt.toISOString(), row.refundId], viewOf);
  },
);

function viewOf({ amount, currency, requestedAt: at, failure, ...refund }: StoredRefund) {
  return {
    refundId: refund.refundId,
    orderId: refund.orderId,
    amount: { amount, currency },
    reason: refund.reason,
    failure: failure ?? '',
    requestedAt: at.toISOString(),
  };
}
