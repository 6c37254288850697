import type { Shop } from '@murmuration/testkit';
import { test } from 'vitest';
import { planCrowd, sendCrowd, untilKnown } from '../support/crowd.ts';
import { expectCrowdServed } from '../support/expect-crowd.ts';

const ORDERS = 200;
const LIMIT_MS = 60_000;

/** Sends half of a crowd, waits until the first order is there, and sends the rest while `fault` happens. */
async function serveCrowdDuring(shop: Shop, fault: (shop: Shop) => Promise<void>): Promise<void> {
  const customers = await planCrowd(shop, ORDERS);
  await sendCrowd(shop, customers.slice(0, ORDERS / 2));
  await untilKnown(shop, customers[0]);
  await Promise.all([fault(shop), sendCrowd(shop, customers.slice(ORDERS / 2))]);
  await expectCrowdServed(shop, customers, LIMIT_MS);
}

/** Servers and services end, one way or the other, and start again. */
export function everythingRestarts(shopOf: () => Shop): void {
  test('although the broker is killed in their midst', async () => {
    await serveCrowdDuring(shopOf(), async ({ broker }) => {
      await broker.kill();
      await broker.restart();
    });
  });

  test('although Postgres is killed in their midst', async () => {
    await serveCrowdDuring(shopOf(), async ({ postgres }) => {
      await postgres?.kill();
      await postgres?.restart();
    });
  });

  test('although Postgres is shut down and started in their midst', async () => {
    await serveCrowdDuring(shopOf(), async ({ postgres }) => await postgres?.restart());
  });

  test('although everything is stopped in their midst and started again', async () => {
    await serveCrowdDuring(shopOf(), async (shop) => {
      await Promise.all(shop.services.map((service) => service.stop()));
      await Promise.all([shop.sandbox.stop(), shop.mail.stop()]);
      await Promise.all([shop.broker.restart(), shop.postgres?.restart()]);
      await Promise.all([shop.sandbox.start(), shop.mail.start()]);
      await Promise.all(shop.services.map((service) => service.start()));
    });
  });
}
