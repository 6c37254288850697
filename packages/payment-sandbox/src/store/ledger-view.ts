import { z } from 'zod';
import { intentStatus } from '../domain/records.ts';
import type { Database } from './database.ts';
import type { LedgerStore } from './ledger.store.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const money = { amount: z.int(), currency: z.string() };

/** What `GET /ledger` answers: amounts in minor units, times in ISO 8601, oldest first. */
export const ledgerView = z.object({
  charges: z.array(
    z.object({
      id: z.string(),
      paymentIntent: z.string(),
      orderId: z.string().nullable(),
      ...money,
      status: z.enum(['succeeded', 'failed']),
      at: z.string(),
    }),
  ),
  refunds: z.array(
    z.object({
      id: z.string(),
      charge: z.string(),
      paymentIntent: z.string(),
      orderId: z.string().nullable(),
      ...money,
      status: z.enum(['succeeded', 'failed']),
      at: z.string(),
    }),
  ),
  intents: z.array(
    z.object({
      id: z.string(),
      orderId: z.string().nullable(),
      ...money,
      amountReceived: z.int(),
      status: intentStatus,
      at: z.string(),
    }),
  ),
});

const total = z.object({ count: z.int(), ...money });

/**
 * What `GET /ledger/summary` answers: `charges` and `refunds` count those that succeeded, and
 * `ordersChargedTwice` lists at most 100 orders.
 */
export const ledgerSummary = z.object({
  intents: z.array(z.object({ status: intentStatus, count: z.int() })),
  charges: z.array(total),
  failedCharges: z.int(),
  refunds: z.array(total),
  ordersChargedTwice: z.array(z.string()),
});

export type LedgerView = z.infer<typeof ledgerView>;
export type LedgerSummary = z.infer<typeof ledgerSummary>;

/** The ledger as the outside reads it, of one order or whole. */
export function viewLedger(store: LedgerStore, orderId: string | undefined): LedgerView {
  const { intents, charges, refunds } = store.all(orderId);
  return {
    charges: charges.map(({ id, intentId, orderId: of, amount, currency, status, createdAt }) => ({
      id,
      paymentIntent: intentId,
      orderId: of,
      amount,
      currency,
      status,
      at: iso(createdAt),
    })),
    refunds: refunds.map(
      ({ id, chargeId, intentId, orderId: of, amount, currency, failureReason, createdAt }) => ({
        id,
        charge: chargeId,
        paymentIntent: intentId,
        orderId: of,
        amount,
        currency,
        status: failureReason === null ? 'succeeded' : 'failed',
        at: iso(createdAt),
      }),
    ),
    intents: intents.map(
      ({ id, orderId: of, amount, amountReceived, currency, status, createdAt }) => ({
        id,
        orderId: of,
        amount,
        amountReceived,
        currency,
        status,
        at: iso(createdAt),
      }),
    ),
  };
}

/** Counts and sums over the whole ledger, and the orders with more than one successful charge. */
export function summarizeLedger(db: Database): LedgerSummary {
  const rows = (sql: string): unknown[] => db.prepare(sql).all();
  const totals = (table: string, where: string): z.infer<typeof total>[] =>
    z.array(total).parse(
      rows(`SELECT currency, count(*) AS count, sum(amount) AS amount FROM ${table}
        ${where} GROUP BY currency ORDER BY currency`),
    );
  const failed = rows(`SELECT count(*) AS n FROM charges WHERE status = 'failed'`);
  const twice = rows(`SELECT order_id AS orderId FROM charges WHERE status = 'succeeded'
    AND order_id IS NOT NULL GROUP BY order_id HAVING count(*) > 1 ORDER BY order_id LIMIT 100`);
  return {
    intents: ledgerSummary.shape.intents.parse(
      rows('SELECT status, count(*) AS count FROM intents GROUP BY status ORDER BY status'),
    ),
    charges: totals('charges', `WHERE status = 'succeeded'`),
    failedCharges: z.array(z.object({ n: z.int() })).parse(failed)[0]?.n ?? 0,
    refunds: totals('refunds', 'WHERE failure_reason IS NULL'),
    ordersChargedTwice: z
      .array(z.object({ orderId: z.string() }))
      .parse(twice)
      .map(({ orderId }) => orderId),
  };
}
