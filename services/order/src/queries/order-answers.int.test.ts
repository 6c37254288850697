import type { Reader } from '@murmuration/choreography';
import { getOrder, getOrderTimeline, listMyOrders, listOrders } from '@murmuration/contracts';
import { testDatabase, type TestDatabase } from '@murmuration/testkit';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  awaitedOrder,
  cancelledOrder,
  placedOrder,
  rejectedOrder,
} from '../domain/order.fixtures.ts';
import type { Order } from '../domain/order.ts';
import { ordersTable } from '../store/schema.ts';
import { answerGetOrder } from './answer-get-order.ts';
import { answerGetOrderTimeline } from './answer-get-order-timeline.ts';
import { answerListMyOrders } from './answer-list-my-orders.ts';
import { answerListOrders } from './answer-list-orders.ts';

let server: TestDatabase;
let connection: postgres.Sql;
let database: ReturnType<typeof drizzle>;

const trusted: Reader = { kind: 'trusted' };
const person = (userId: string): Reader => ({ kind: 'user', userId, roles: ['customer'] });
const staff: Reader = { kind: 'user', userId: 'boss', roles: ['customer', 'operator'] };
const second = (n: number): Date => new Date(Date.UTC(2026, 0, 5, 9, 0, n));

/** Seven orders of Ada's, two of them in the same moment and one rejected; one of Bob's; a cancellation without an order. */
const stored: readonly Order[] = [
  ...[1, 2, 3, 3].map((n, at) => placedOrder({ orderId: `a-${at}`, placedAt: second(n) })),
  cancelledOrder({ orderId: 'a-4', placedAt: second(4), closedAt: second(50) }),
  { ...rejectedOrder(), orderId: 'a-5', customerId: 'ada', closedAt: second(5) },
  placedOrder({ orderId: 'a-6', placedAt: second(6) }),
  placedOrder({ orderId: 'b-1', customerId: 'bob', placedAt: second(7) }),
  { ...awaitedOrder({ by: 'ada', note: '' }), orderId: 'early' },
];
const newestOfAda = ['a-6', 'a-5', 'a-4', 'a-3', 'a-2', 'a-1', 'a-0'];

beforeAll(async () => {
  server = await testDatabase({ services: ['order'] });
  connection = postgres(server.urlOf('order'), { max: 2, onnotice: () => undefined });
  database = drizzle(connection);
  await database
    .insert(ordersTable)
    .values(stored.map((order) => ({ ...order, lines: [...order.lines] })));
});
afterAll(async () => {
  await connection.end();
  await server.drop();
});

/** All pages of a list, each checked against its contract, until there is no next one. */
async function walk(
  ask: (
    cursor: string | undefined,
  ) => Promise<{ items: { orderId: string }[]; next: string | null }>,
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    pages.push(page.items.map(({ orderId }) => orderId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return pages;
}

describe('one order', () => {
  it('is shown to its customer, to operators and to whom the broker trusts, alike', async () => {
    const answers = await Promise.all(
      [person('ada'), staff, trusted].map((reader) =>
        answerGetOrder.answer({ orderId: 'a-4' }, database, reader),
      ),
    );
    for (const answer of answers) {
      expect(getOrder.result.parse(answer)).toEqual(answer);
      expect(answer).toMatchObject({ orderId: 'a-4', status: 'cancelled', version: 2 });
    }
  });

  it.each([person('bob'), person(''), { kind: 'anonymous' } as const])(
    'is to anybody else what no order is: %o',
    async (reader) => {
      for (const orderId of ['a-4', 'early', 'none']) {
        expect(await answerGetOrder.answer({ orderId }, database, reader)).toBeNull();
        expect(await answerGetOrderTimeline.answer({ orderId }, database, reader)).toBeNull();
      }
    },
  );

  it('has a timeline', async () => {
    const answer = await answerGetOrderTimeline.answer({ orderId: 'a-4' }, database, person('ada'));
    expect(getOrderTimeline.result.parse(answer)).toEqual(answer);
    expect(answer?.entries.map(({ what, at }) => [what, at])).toEqual([
      ['placed', '2026-01-05T09:00:04.000Z'],
      ['cancelled', '2026-01-05T09:00:50.000Z'],
    ]);
  });
});

describe('my orders', () => {
  const mine = (params: object) => async (cursor: string | undefined) =>
    listMyOrders.result.parse(
      await answerListMyOrders.answer(
        listMyOrders.params.parse({ ...params, cursor }),
        database,
        person('ada'),
      ),
    );

  it('come newest first, each once, whatever the size of the pages', async () => {
    for (const limit of [1, 2, 3, 7, 100]) {
      const pages = await walk(mine({ limit }));
      expect(pages.flat()).toEqual(newestOfAda);
      expect(pages).toHaveLength(Math.ceil(newestOfAda.length / limit));
    }
  });

  it('may be those of one status', async () => {
    expect(await walk(mine({ status: 'rejected' }))).toEqual([['a-5']]);
    expect(await walk(mine({ status: 'confirmed', limit: 1 }))).toEqual([[]]);
  });

  it('are those of a person: a trusted program has none', () => {
    expect(() => answerListMyOrders.answer({ limit: 1 }, database, trusted)).toThrow('sign in');
  });
});

describe('all orders', () => {
  const all = (params: object) => async (cursor: string | undefined) =>
    listOrders.result.parse(
      await answerListOrders.answer(
        listOrders.params.parse({ ...params, cursor }),
        database,
        staff,
      ),
    );

  it('come newest first, without cancellations that came before their orders', async () => {
    expect((await walk(all({ limit: 3 }))).flat()).toEqual(['b-1', ...newestOfAda]);
  });

  it('may be those of one customer, or of one status', async () => {
    expect(await walk(all({ customerId: 'bob' }))).toEqual([['b-1']]);
    expect(await walk(all({ status: 'cancelled' }))).toEqual([['a-4']]);
  });

  it('refuse a cursor that somebody made up', async () => {
    const [none, yearNought] = ['[]', '["0000-01-01T00:00:00Z","o-1"]'];
    for (const key of [none, yearNought]) {
      const cursor = Buffer.from(key).toString('base64url');
      await expect(all({})(cursor)).rejects.toMatchObject({ status: 400 });
    }
  });
});

describe('the lists', () => {
  it.each([
    ['orders_of_customer', sql`customer_id = 'ada' and`],
    ['orders_by_time', sql``],
  ])('are read along the index %s, without sorting', async (index, condition) => {
    const plan = await database.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`);
      return await tx.execute(sql`
        explain select * from orders where ${condition} created_at is not null
          and (created_at, order_id) < ('2026-01-05T09:00:05Z', 'x')
        order by created_at desc, order_id desc limit 2`);
    });
    const text = JSON.stringify(plan);
    expect(text).toContain(`Index Scan Backward using ${index}`);
    expect(text).not.toContain('Sort');
  });

  it('cost a transition nothing: its new version of the row is in no index', async () => {
    const [row] = await database.transaction(async (tx) => {
      await tx.execute(sql`
        update orders set status = 'confirmed', closed_at = now(), version = 2 where order_id = 'a-0'`);
      return await tx.execute(sql`
        select pg_stat_get_xact_tuples_hot_updated('orders'::regclass)::int as hot`);
    });
    expect(row).toEqual({ hot: 1 });
  });
});
