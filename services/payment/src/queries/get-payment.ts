import { type Database, defineAnswer } from '@murmuration/choreography';
import { getPayment as getPaymentQuery } from '@murmuration/contracts';
import { and, asc, eq, ne, sum } from 'drizzle-orm';
import { ledgerTable, paymentsTable, refundsTable } from '../store/schema.ts';
import { ownedBy } from './owned-payments.ts';
import { refundViewOf } from './refund-view.ts';

/** What became of the money for one order; all of it as of one moment, since an answer reads one state of the data. */
export const getPayment = defineAnswer(getPaymentQuery, async ({ orderId }, database, reader) => {
  const [payment] = await database
    .select()
    .from(paymentsTable)
    .where(and(eq(paymentsTable.orderId, orderId), ownedBy(reader)));
  if (payment === undefined) return null;
  const { status, amount, currency, captured, refunded, version } = payment;
  return {
    orderId,
    status,
    amount: amount === null || currency === null ? null : { amount, currency },
    captured,
    refunded,
    refunds: await refundsOf(orderId, database),
    balanced: await isBalanced(orderId, database),
    version,
  };
});

async function refundsOf(orderId: string, database: Database) {
  const { refundId, amount, status, reason, failure, lines, requestedAt } = refundsTable;
  const found = await database
    .select({ refundId, amount, status, reason, failure, lines })
    .from(refundsTable)
    .where(eq(refundsTable.orderId, orderId))
    .orderBy(asc(requestedAt), asc(refundId));
  return found.map((refund) => ({ ...refundViewOf(refund), amount: refund.amount }));
}

async function isBalanced(orderId: string, database: Database): Promise<boolean> {
  const { transactionId, currency, amount } = ledgerTable;
  const unbalanced = await database
    .select({ transactionId })
    .from(ledgerTable)
    .where(eq(ledgerTable.orderId, orderId))
    .groupBy(transactionId, currency)
    .having(ne(sum(amount), '0'))
    .limit(1);
  return unbalanced.length === 0;
}
