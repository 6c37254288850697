import { getReservation, getStock, listStock } from '@murmuration/contracts';
import { testDatabase, type TestDatabase } from '@murmuration/testkit';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { reservationsTable, stockTable } from '../store/schema.ts';
import { answerGetReservation } from './answer-get-reservation.ts';
import { answerGetStock } from './answer-get-stock.ts';
import { answerListStock } from './answer-list-stock.ts';

let server: TestDatabase;
let connection: postgres.Sql;
let database: ReturnType<typeof drizzle>;

const staff = { kind: 'user', userId: 'boss', roles: ['operator'] } as const;
const level = (sku: string, onHand: number) => ({
  sku,
  onHand,
  reserved: 2,
  committed: 1,
  restocked: onHand + 3,
  version: 4,
});
const shelves = [level('cup', 0), level('pot', 40), level('tea', 7)];

beforeAll(async () => {
  server = await testDatabase({ services: ['inventory'] });
  connection = postgres(server.urlOf('inventory'), { max: 2, onnotice: () => undefined });
  database = drizzle(connection);
  await database.insert(stockTable).values(shelves);
  await database.insert(reservationsTable).values([
    { orderId: 'o-1', status: 'reserved', lines: [{ sku: 'tea', quantity: 2 }], version: 1 },
    { orderId: 'o-2', status: 'void', lines: [], version: 1 },
  ]);
});
afterAll(async () => {
  await connection.end();
  await server.drop();
});

async function list(params: z.input<typeof listStock.params> = {}) {
  const wanted = listStock.params.parse(params);
  return listStock.result.parse(await answerListStock.answer(wanted, database, staff));
}

describe('the stock of an article', () => {
  it('is answered as its contract promises, and null when none ever came in', async () => {
    const answer = await answerGetStock.answer({ sku: 'tea' }, database, staff);
    expect(getStock.result.parse(answer)).toEqual(level('tea', 7));
    expect(await answerGetStock.answer({ sku: 'none' }, database, staff)).toBeNull();
  });
});

describe('the stock of all articles', () => {
  it('comes in the order of their SKUs, page by page', async () => {
    expect(await list()).toEqual({ items: shelves, next: null });
    const first = await list({ limit: 2 });
    expect(first.items).toEqual(shelves.slice(0, 2));
    expect(await list({ limit: 2, cursor: first.next ?? '' })).toEqual({
      items: shelves.slice(2),
      next: null,
    });
  });

  it('may be that of articles that run short', async () => {
    expect((await list({ below: 8 })).items.map(({ sku }) => sku)).toEqual(['cup', 'tea']);
  });
});

describe('a reservation', () => {
  it('is answered as its contract promises, and null when inventory has not heard of the order', async () => {
    const answer = await answerGetReservation.answer({ orderId: 'o-1' }, database, staff);
    expect(getReservation.result.parse(answer)).toEqual({
      orderId: 'o-1',
      status: 'reserved',
      lines: [{ sku: 'tea', quantity: 2 }],
      version: 1,
    });
    expect(await answerGetReservation.answer({ orderId: 'none' }, database, staff)).toBeNull();
  });
});
