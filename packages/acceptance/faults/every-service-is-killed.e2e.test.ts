import { useShop } from '@murmuration/testkit';
import { describe, test } from 'vitest';
import { planCrowd, sendCrowd } from '../support/crowd.ts';
import { expectCrowdServed } from '../support/expect-crowd.ts';
import { SOON_AGAIN } from '../support/settings.ts';

const ORDERS = 2_000;
const LIMIT_MS = 120_000;
const shopOf = useShop({ replicas: 2, env: SOON_AGAIN });

describe('2,000 orders with all outcomes mixed', () => {
  test('end right although every service, in two replicas, is killed in turn', async () => {
    const shop = shopOf();
    const customers = await planCrowd(shop, ORDERS);
    const waves = shop.services.length * 2;
    const size = Math.ceil(ORDERS / waves);
    for (let wave = 0; wave < waves; wave++) {
      await sendCrowd(shop, customers.slice(wave * size, (wave + 1) * size));
      const service = shop.services[wave % shop.services.length];
      // first one replica of each, then both at once
      if (wave < shop.services.length) await service?.replicas[0]?.kill();
      else await service?.kill();
      for (const replica of service?.replicas ?? []) replica.start();
    }
    for (const service of shop.services) await service.start();
    await expectCrowdServed(shop, customers, LIMIT_MS);
  }, 200_000);
});
