import type { Reader } from '@murmuration/choreography';
import {
  getPayment as getPaymentQuery,
  listFailedRefunds as listFailedRefundsQuery,
  listRefunds as listRefundsQuery,
} from '@murmuration/contracts';
import { testDatabase, type TestDatabase } from '@murmuration/testkit';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureEntries } from '../domain/ledger.ts';
import {
  capturedPayment,
  now,
  requestedRefund,
  terms,
  voidedPayment,
} from '../domain/payment.examples.ts';
import { ledgerTable, paymentsTable, refundsTable } from '../store/schema.ts';
import { getPayment } from './get-payment.ts';
import { listFailedRefunds } from './list-failed-refunds.ts';
import { listRefunds } from './list-refunds.ts';

let server: TestDatabase;
let connection: postgres.Sql;
let database: ReturnType<typeof drizzle>;

const trusted: Reader = { kind: 'trusted' };
const customer: Reader = { kind: 'user', userId: terms.customerId, roles: ['customer'] };
const staff: Reader = { kind: 'user', userId: 'boss', roles: ['operator'] };
const strangers: readonly Reader[] = [
  { kind: 'user', userId: 'c-2', roles: ['customer'] },
  { kind: 'anonymous' },
];
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
const refund = (refundId: string, requestedAt: Date) => ({
  ...requestedRefund,
  refundId,
  requestedAt,
  amount: 100,
});
const failed = {
  ...refund('r-1', later(1)),
  status: 'failed' as const,
  failure: 'lost_or_stolen_card',
};

beforeAll(async () => {
  server = await testDatabase({ services: ['payment'] });
  connection = postgres(server.urlOf('payment'), { max: 2, onnotice: () => undefined });
  database = drizzle(connection);
  const paid = { ...capturedPayment, refundPending: 300 };
  await database.insert(paymentsTable).values([paid, { ...voidedPayment, orderId: 'o-2' }]);
  await database
    .insert(refundsTable)
    .values([refund('r-3', later(2)), refund('r-2', later(1)), failed]);
  await database.insert(ledgerTable).values([...captureEntries('o-1', terms, now)]);
});
afterAll(async () => {
  await connection.end();
  await server.drop();
});

async function refundsOf(reader: Reader, params: { limit?: number; cursor?: string } = {}) {
  const wanted = listRefundsQuery.params.parse({ orderId: 'o-1', ...params });
  return listRefundsQuery.result.parse(await listRefunds.answer(wanted, database, reader));
}

describe('a payment', () => {
  it('is shown to its customer, to operators and to whom the broker trusts, alike', async () => {
    for (const reader of [customer, staff, trusted]) {
      const answer = await getPayment.answer({ orderId: 'o-1' }, database, reader);
      expect(getPaymentQuery.result.parse(answer)).toEqual(answer);
      expect(answer).toMatchObject({ status: 'captured', captured: 1_380, balanced: true });
      expect(answer?.refunds.map(({ refundId }) => refundId)).toEqual(['r-1', 'r-2', 'r-3']);
      expect(answer?.version).toBe(capturedPayment.version);
    }
  });

  it('owes what failed to reach the customer, and says why', async () => {
    const answer = await getPayment.answer({ orderId: 'o-1' }, database, customer);
    const { items } = await refundsOf(customer);
    for (const refunds of [answer?.refunds, items]) {
      const told = refunds?.map(({ status, failure }) => ({ status, failure }));
      expect(told).toEqual([
        { status: 'requested', failure: 'lost_or_stolen_card' },
        { status: 'requested', failure: undefined },
        { status: 'requested', failure: undefined },
      ]);
    }
  });

  it('is to anybody else what no payment is', async () => {
    for (const reader of strangers) {
      for (const orderId of ['o-1', 'o-2', 'none']) {
        expect(await getPayment.answer({ orderId }, database, reader)).toBeNull();
      }
    }
  });

  it('of which only a cancellation is known is nobody’s yet', async () => {
    expect(await getPayment.answer({ orderId: 'o-2' }, database, customer)).toBeNull();
    expect(await getPayment.answer({ orderId: 'o-2' }, database, staff)).toMatchObject({
      status: 'voided',
      amount: null,
    });
  });

  it('whose books do not balance says so', async () => {
    const [entry] = await database.select().from(ledgerTable).limit(1);
    const undone = new Error('undone');
    const looking = database.transaction(async (tx) => {
      await tx.insert(ledgerTable).values({
        ...knownEntry(entry),
        transactionId: 'odd',
        entryId: 'odd:provider',
        account: 'provider',
      });
      expect(await getPayment.answer({ orderId: 'o-1' }, tx, staff)).toMatchObject({
        balanced: false,
      });
      throw undone;
    });
    await expect(looking).rejects.toBe(undone);
  });
});

describe('the refunds of an order', () => {
  it('come in the order of time, page by page, each once', async () => {
    const all = await refundsOf(customer);
    expect(all.items.map(({ refundId }) => refundId)).toEqual(['r-1', 'r-2', 'r-3']);
    expect(all.items[0]).toMatchObject({
      amount: { amount: 100, currency: 'EUR' },
      status: 'requested',
      requestedAt: later(1).toISOString(),
    });
    const first = await refundsOf(customer, { limit: 1 });
    const second = await refundsOf(customer, { limit: 1, cursor: first.next ?? '' });
    const third = await refundsOf(customer, { limit: 1, cursor: second.next ?? '' });
    expect([first, second, third].flatMap(({ items }) => items)).toEqual(all.items);
    expect(third.next).toBeNull();
  });

  it('are to anybody else those of no payment', async () => {
    for (const reader of strangers) {
      expect(await refundsOf(reader)).toEqual({ items: [], next: null });
    }
    expect((await refundsOf(staff)).items).toHaveLength(3);
  });
});

function knownEntry(entry: typeof ledgerTable.$inferSelect | undefined) {
  if (entry === undefined) throw new Error('the ledger is empty');
  return entry;
}

describe('the refunds that failed', () => {
  it('are shown to staff, of all orders, and none else', async () => {
    const wanted = listFailedRefundsQuery.params.parse({});
    const answer = await listFailedRefunds.answer(wanted, database, staff);
    const { items, next } = listFailedRefundsQuery.result.parse(answer);
    expect(next).toBeNull();
    expect(items).toEqual([
      {
        refundId: 'r-1',
        orderId: 'o-1',
        amount: { amount: 100, currency: 'EUR' },
        reason: requestedRefund.reason,
        failure: 'lost_or_stolen_card',
        requestedAt: later(1).toISOString(),
      },
    ]);
  });
});
