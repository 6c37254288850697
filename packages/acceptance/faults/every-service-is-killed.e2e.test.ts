import { useShop } from '@murmuration/testkit';
import { describe, test } from 'vitest';
import { useConformance } from '../support/as-declared.ts';
import { planCrowd, sendCrowd, untilKnown } from '../support/crowd.ts';
import { expectCrowdServed } from '../support/expect-crowd.ts';
import { SOON_AGAIN } from '../support/settings.ts';

const ORDERS = 2_000;
const LIMIT_MS = 120_000;
const shopOf = useShop({ replicas: 2, env: SOON_AGAIN });
useConformance(shopOf);

describe('2,000 orders with all outcomes mixed', () => {
  test('end right although every service, in two replicas, is killed in turn', async () => {
    const shop = shopOf();
    const customers = await planCrowd(shop, ORDERS);
    const kills = shop.services.flatMap((service) => [
      () => service.replicas[0]?.kill(),
      () => service.kill(),
    ]);
    const size = Math.ceil(ORDERS / kills.length);
    for (const [at, kill] of kills.entries()) {
      const wave = customers.slice(at * size, (at + 1) * size);
      const sending = sendCrowd(shop, wave);
      await untilKnown(shop, wave[0]);
      await kill();
      for (const service of shop.services) await service.start();
      await sending;
    }
    await expectCrowdServed(shop, customers, LIMIT_MS);
  }, 400_000);
});
