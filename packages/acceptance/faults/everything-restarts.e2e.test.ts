import { type Shop, useShop } from '@murmuration/testkit';
import { describe, test } from 'vitest';
import { useConformance } from '../support/as-declared.ts';
import { planCrowd, sendCrowd, untilKnown } from '../support/crowd.ts';
import { expectCrowdServed } from '../support/expect-crowd.ts';
import { SOON_AGAIN } from '../support/settings.ts';

const ORDERS = 200;
const LIMIT_MS = 60_000;
const shopOf = useShop({ ownPostgres: true, env: SOON_AGAIN });
useConformance(shopOf);

/** Sends half of a crowd, waits until the first order is there, and sends the rest while `fault` happens. */
async function serveCrowdDuring(fault: (shop: Shop) => Promise<void>): Promise<void> {
  const shop = shopOf();
  const customers = await planCrowd(shop, ORDERS);
  await sendCrowd(shop, customers.slice(0, ORDERS / 2));
  await untilKnown(shop, customers[0]);
  await Promise.all([fault(shop), sendCrowd(shop, customers.slice(ORDERS / 2))]);
  await expectCrowdServed(shop, customers, LIMIT_MS);
}

describe('orders end right', () => {
  test('although the broker is killed in their midst', async () => {
    await serveCrowdDuring(async ({ broker }) => {
      await broker.kill();
      await broker.restart();
    });
  });

  test('although Postgres is killed in their midst', async () => {
    await serveCrowdDuring(async ({ postgres }) => {
      await postgres?.kill();
      await postgres?.restart();
    });
  });

  test('although Postgres is shut down and started in their midst', async () => {
    await serveCrowdDuring(async ({ postgres }) => await postgres?.restart());
  });

  test('although everything is stopped in their midst and started again', async () => {
    await serveCrowdDuring(async (shop) => {
      await Promise.all(shop.services.map((service) => service.stop()));
      await Promise.all([shop.sandbox.stop(), shop.mail.stop()]);
      await Promise.all([shop.broker.restart(), shop.postgres?.restart()]);
      await Promise.all([shop.sandbox.start(), shop.mail.start()]);
      await Promise.all(shop.services.map((service) => service.start()));
    });
  });
});
