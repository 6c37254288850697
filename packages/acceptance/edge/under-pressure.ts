import { NotAllowed } from '@murmuration/client';
import { restock } from '@murmuration/contracts';
import { type ServiceName, type Shop, eventually } from '@murmuration/testkit';
import { describe, expect, test } from 'vitest';
import { newArticle, newId } from '../support/articles.ts';
import { connectAs, join, joinStaff } from '../support/people.ts';
import { get, post } from '../support/web.ts';

const BURST = 200;

/** The edge while services are away, and while many call at once; staff beside customers. Its last test uses up the account calls of a minute. */
export function worksUnderPressure(shopOf: () => Shop): void {
  let staff: ReturnType<typeof joinStaff> | undefined;
  // one member of staff for all tests: account calls are counted
  const staffOf = (): ReturnType<typeof joinStaff> => (staff ??= joinStaff(shopOf()));

  describe('staff who are signed in', () => {
    test('send what is for operators, over NATS with their own token, as a customer cannot', async () => {
      const shop = shopOf();
      const delivery = { restockId: newId('delivery'), sku: newId('sku'), quantity: 5 };
      const [operator, customer] = await Promise.all([staffOf(), join(shop)]);
      const asCustomer = await connectAs(shop, customer);
      await expect(asCustomer.send(restock, delivery)).rejects.toThrow(NotAllowed);
      await asCustomer.close();
      const asOperator = await connectAs(shop, operator);
      expect((await asOperator.send(restock, delivery)).status).toBe('accepted');
      await asOperator.close();
    });
  });

  describe('the edge', () => {
    test.each<[ServiceName, string]>([
      ['order', '/me/orders'],
      ['user', '/me'],
      ['inventory', '/stock'],
      ['payment', '/orders/none/payment'],
      ['notification', '/orders/none/notifications'],
    ])(
      'says that %s is away without waiting for it, serves the rest, and recovers by itself',
      async (name, path) => {
        const shop = shopOf();
        const { token } = await staffOf();
        const status = async (each: string) => (await get(shop, each, { token })).status;
        const usual = await status(path);
        const others = ['/me', '/me/orders', '/stock'].filter((each) => each !== path);
        await shop.service(name).stop();
        const answer = await get(shop, path, { token });
        // having waited until the deadline it would say 504
        expect(answer).toMatchObject({
          status: 503,
          data: { status: 503, code: 'service_unavailable' },
        });
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
        expect(await Promise.all(others.map(status))).toEqual(others.map(() => 200));
        await shop.service(name).start();
        const isBack = async () => (await status(path)) === usual;
        await eventually(isBack, { what: `${path} to be back`, timeoutMs: 20_000, everyMs: 200 });
      },
    );

    test('keeps the catalogue readable while product is away', async () => {
      const shop = shopOf();
      const { sku } = await newArticle(shop);
      const path = `/products/${sku}`;
      expect((await get(shop, path)).status).toBe(200);
      await shop.service('product').stop();
      const stale = await get(shop, path);
      expect(stale).toMatchObject({ status: 200, data: { sku } });
      expect((await get(shop, `/products/${newId('unread')}`)).status).toBe(503);
      await shop.service('product').start();
    });

    test('throttles a burst of sign-ins while reads go on', async () => {
      const shop = shopOf();
      const { sku } = await newArticle(shop);
      const signIn = async (at: number) => {
        const body = { email: `nobody-${at}@mail.example`, password: 'a guess among many' };
        return (await post(shop, '/account/sign-in', { body })).status;
      };
      let isOver = false;
      const burst = Promise.all(Array.from({ length: BURST }, (_, at) => signIn(at))).finally(
        () => {
          isOver = true;
        },
      );
      let readsBesideIt = 0;
      while (!isOver) {
        expect((await get(shop, `/products/${sku}`)).status).toBe(200);
        if (!isOver) readsBesideIt += 1;
      }
      const statuses = new Set(await burst);
      expect(statuses).toContain(429);
      expect([...statuses].filter((status) => ![401, 429, 503, 504].includes(status))).toEqual([]);
      expect(readsBesideIt).toBeGreaterThan(0);
    });
  });
}
