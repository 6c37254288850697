import { z } from 'zod';
import {
  charge,
  intent,
  paymentError,
  refund,
  type Charge,
  type Intent,
  type Refund,
} from '../domain/records.ts';
import type { Database } from './database.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));
const metadataColumn = json.pipe(z.record(z.string(), z.string()));
const intentRow = intent.extend({
  metadata: metadataColumn,
  lastPaymentError: json.pipe(paymentError).nullable(),
});
const refundRow = refund.extend({ metadata: metadataColumn });

const INTENT = `SELECT id, order_id AS orderId, amount, amount_received AS amountReceived, currency,
  status, payment_method AS paymentMethod, latest_charge AS latestCharge, metadata, description,
  last_payment_error AS lastPaymentError, cancellation_reason AS cancellationReason,
  canceled_at AS canceledAt, created_at AS createdAt FROM intents`;
const CHARGE = `SELECT id, intent_id AS intentId, order_id AS orderId, amount,
  amount_refunded AS amountRefunded, currency, status, payment_method AS paymentMethod,
  failure_code AS failureCode, failure_message AS failureMessage, created_at AS createdAt
  FROM charges`;
const REFUND = `SELECT id, charge_id AS chargeId, intent_id AS intentId, order_id AS orderId, amount,
  currency, reason, failure_reason AS failureReason, metadata, created_at AS createdAt
  FROM refunds`;

/** One page of a list; `startingAfter` and `endingBefore` are ids, as at Stripe. */
export interface Page {
  readonly limit: number;
  readonly startingAfter?: string | undefined;
  readonly endingBefore?: string | undefined;
}

type Values = Record<string, string | number>;

function intentColumns(i: Intent): Record<string, string | number | null> {
  return {
    id: i.id,
    orderId: i.orderId,
    amount: i.amount,
    amountReceived: i.amountReceived,
    currency: i.currency,
    status: i.status,
    paymentMethod: i.paymentMethod,
    latestCharge: i.latestCharge,
    metadata: JSON.stringify(i.metadata),
    description: i.description,
    lastPaymentError: i.lastPaymentError === null ? null : JSON.stringify(i.lastPaymentError),
    cancellationReason: i.cancellationReason,
    canceledAt: i.canceledAt,
    createdAt: i.createdAt,
  };
}

/** Reads and writes intents, charges and refunds. Writes belong inside `Database.write`. */
export class LedgerStore {
  readonly #db: Database;
  readonly #intentById;
  readonly #chargeById;
  readonly #refundById;
  readonly #saveIntent;
  readonly #saveCharge;
  readonly #saveRefund;

  constructor(db: Database) {
    this.#db = db;
    this.#intentById = db.prepare(`${INTENT} WHERE id = ?`);
    this.#chargeById = db.prepare(`${CHARGE} WHERE id = ?`);
    this.#refundById = db.prepare(`${REFUND} WHERE id = ?`);
    this.#saveIntent = db.prepare(`INSERT INTO intents (id, order_id, amount, amount_received,
      currency, status, payment_method, latest_charge, metadata, description, last_payment_error,
      cancellation_reason, canceled_at, created_at) VALUES (:id, :orderId, :amount, :amountReceived,
      :currency, :status, :paymentMethod, :latestCharge, :metadata, :description,
      :lastPaymentError, :cancellationReason, :canceledAt, :createdAt)
      ON CONFLICT (id) DO UPDATE SET amount_received = excluded.amount_received,
      status = excluded.status, payment_method = excluded.payment_method,
      latest_charge = excluded.latest_charge, last_payment_error = excluded.last_payment_error,
      cancellation_reason = excluded.cancellation_reason, canceled_at = excluded.canceled_at`);
    this.#saveCharge = db.prepare(`INSERT INTO charges (id, intent_id, order_id, amount,
      amount_refunded, currency, status, payment_method, failure_code, failure_message, created_at)
      VALUES (:id, :intentId, :orderId, :amount, :amountRefunded, :currency, :status,
      :paymentMethod, :failureCode, :failureMessage, :createdAt)
      ON CONFLICT (id) DO UPDATE SET amount_refunded = excluded.amount_refunded`);
    this.#saveRefund = db.prepare(`INSERT INTO refunds (id, charge_id, intent_id, order_id,
      amount, currency, reason, failure_reason, metadata, created_at) VALUES (:id, :chargeId,
      :intentId, :orderId, :amount, :currency, :reason, :failureReason, :metadata, :createdAt)
      ON CONFLICT (id) DO UPDATE SET failure_reason = excluded.failure_reason`);
  }

  intent(id: string): Intent | undefined {
    return intentRow.optional().parse(this.#intentById.get(id));
  }

  charge(id: string): Charge | undefined {
    return charge.optional().parse(this.#chargeById.get(id));
  }

  refund(id: string): Refund | undefined {
    return refundRow.optional().parse(this.#refundById.get(id));
  }

  saveIntent(value: Intent): void {
    this.#saveIntent.run(intentColumns(value));
  }

  saveCharge(value: Charge): void {
    this.#saveCharge.run({ ...value });
  }

  saveRefund(value: Refund): void {
    this.#saveRefund.run({ ...value, metadata: JSON.stringify(value.metadata) });
  }

  /** Newest first; one row more than `limit` when there are more. An unknown id gives no rows. */
  intentsPage(page: Page): Intent[] {
    return this.#intents(...clauseOf('intents', page));
  }

  /** Likewise; of one intent, or of all. */
  refundsPage(page: Page & { readonly intentId?: string | undefined }): Refund[] {
    const { intentId } = page;
    const [clause, values] = clauseOf(
      'refunds',
      page,
      intentId !== undefined && 'intent_id = :intentId',
    );
    return this.#refunds(clause, intentId === undefined ? values : { ...values, intentId });
  }

  /** Everything, or everything of one order, oldest first. */
  all(orderId: string | undefined): { intents: Intent[]; charges: Charge[]; refunds: Refund[] } {
    const filter =
      orderId === undefined ? 'ORDER BY seq' : 'WHERE order_id = :orderId ORDER BY seq';
    const values: Values = orderId === undefined ? {} : { orderId };
    return {
      intents: this.#intents(filter, values),
      charges: z.array(charge).parse(this.#db.prepare(`${CHARGE} ${filter}`).all(values)),
      refunds: this.#refunds(filter, values),
    };
  }

  #intents(clause: string, values: Values): Intent[] {
    return z.array(intentRow).parse(this.#db.prepare(`${INTENT} ${clause}`).all(values));
  }

  #refunds(clause: string, values: Values): Refund[] {
    return z.array(refundRow).parse(this.#db.prepare(`${REFUND} ${clause}`).all(values));
  }
}

/** What picks the rows of a page. One that ends right before an id is taken ascending, and shown descending. */
function clauseOf(
  table: 'intents' | 'refunds',
  { limit, startingAfter, endingBefore }: Page,
  condition: string | false = false,
): [clause: string, values: Values] {
  const edge = startingAfter ?? endingBefore;
  const side = startingAfter === undefined ? '>' : '<';
  const conditions = [
    condition,
    edge !== undefined && `seq ${side} (SELECT seq FROM ${table} WHERE id = :edge)`,
  ].filter((each) => each !== false);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const order = endingBefore === undefined ? 'DESC' : 'ASC';
  const values = { n: limit + 1, ...(edge !== undefined && { edge }) };
  return [`${where} ORDER BY seq ${order} LIMIT :n`, values];
}
