import { queries } from '@murmuration/contracts';
import { drained, SERVICE_NAMES, type Shop } from '@murmuration/testkit';
import { headers } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { newArticle } from '../support/articles.ts';
import { ADA } from '../support/customers.ts';
import { orderOf, place, untilOrder } from '../support/orders.ts';
import { refund } from '../support/refunds.ts';

const asked = queries.filter(({ context }) => SERVICE_NAMES.some((name) => name === context));
const owned = asked.filter(
  ({ access, examples: [example] }) =>
    access === 'owner' && Reflect.has(Object(example?.params), 'orderId'),
);

interface Answer {
  /** 200 when the service names no error. */
  readonly status: number;
  readonly body: unknown;
}

const person = (id: string, roles = 'customer'): Record<string, string> => ({
  'Reader-Id': id,
  'Reader-Roles': roles,
});
const OPERATOR = person('olga', 'customer,operator');
const STRANGER = person('stranger');

async function ask(
  shop: Shop,
  type: string,
  params: unknown,
  given: Record<string, string>,
): Promise<Answer> {
  const h = headers();
  for (const [name, value] of Object.entries(given)) h.set(name, value);
  const options = { timeout: 5_000, headers: h };
  const reply = await shop.connection.request(`qry.${type}`, JSON.stringify(params), options);
  const code = reply.headers?.get('Nats-Service-Error-Code') ?? '';
  return { status: code === '' ? 200 : Number(code), body: reply.json() };
}

/** Queries as the services answer them over NATS, also to those whom the answer is none of their business. */
export function everyQueryIsAnsweredToWhoMayKnow(shopOf: () => Shop): void {
  test.each(asked)('$type reads no table that is closed to it', async (query) => {
    const readers = { own: STRANGER, owner: STRANGER, public: STRANGER, operator: OPERATOR };
    const reader = query.access === 'internal' ? {} : readers[query.access];
    for (const { params } of query.examples) {
      expect((await ask(shopOf(), query.type, params, reader)).status).toBeLessThan(500);
    }
  });

  test('of what belongs to a customer is answered to the customer and to operators; to others as if it were not there', async () => {
    const shop = shopOf();
    const orderId = await place(shop, orderOf([await newArticle(shop), 1]));
    await untilOrder(shop, orderId, 'confirmed');
    await refund(shop, orderId, 100);
    await drained(shop);
    expect(owned.map(({ type }) => type)).toContain('order.get');
    for (const { type, examples } of owned) {
      const known = { ...Object(examples[0]?.params), orderId };
      const nothing = await ask(shop, type, { ...known, orderId: 'no-such-order' }, STRANGER);
      const own = await ask(shop, type, known, person(ADA.userId));
      expect([type, own.status]).toEqual([type, 200]);
      expect([type, own.body]).not.toEqual([type, nothing.body]);
      expect([type, await ask(shop, type, known, OPERATOR)]).toEqual([type, own]);
      expect([type, await ask(shop, type, known, STRANGER)]).toEqual([type, nothing]);
    }
  });
}
