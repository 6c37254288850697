import { defineAnswer } from '@murmuration/choreography';
import { getPayment as getPaymentQuery } from '@murmuration/contracts';
import { asc, eq, ne, sum } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { ledgerTable, paymentsTable, refundsTable } from '../store/schema.ts';

/** What became of the money for one order; all of it as of one moment. */
export const getPayment = defineAnswer(getPaymentQuery, ({ orderId }, database) =>
  database.transaction(
    async (snapshot) => {
      const [payment] = await snapshot
        .select()
        .from(paymentsTable)
        .where(eq(paymentsTable.orderId, orderId));
      if (payment === undefined) return null;
      const { status, amount, currency, captured, refunded } = payment;
      return {
        orderId,
        status,
        amount: amount === null || currency === null ? null : { amount, currency },
        captured,
        refunded,
        refunds: await refundsOf(orderId, snapshot),
        balanced: await isBalanced(orderId, snapshot),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  ),
);

type Reader = Pick<PostgresJsDatabase, 'select'>;

function refundsOf(orderId: string, snapshot: Reader) {
  const { refundId, amount, status, reason, requestedAt } = refundsTable;
  return snapshot
    .select({ refundId, amount, status, reason })
    .from(refundsTable)
    .where(eq(refundsTable.orderId, orderId))
    .orderBy(asc(requestedAt), asc(refundId));
}

async function isBalanced(orderId: string, snapshot: Reader): Promise<boolean> {
  const { transactionId, currency, amount } = ledgerTable;
  const unbalanced = await snapshot
    .select({ transactionId })
    .from(ledgerTable)
    .where(eq(ledgerTable.orderId, orderId))
    .groupBy(transactionId, currency)
    .having(ne(sum(amount), '0'))
    .limit(1);
  return unbalanced.length === 0;
}
