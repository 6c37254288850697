import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Shop } from '../shop/shop.ts';
import type { ShopOptions } from '../shop/shop-options.ts';
import { startShop } from '../shop/start-shop.ts';
import { useLeakChecks } from './leak-checks.ts';

const TAIL_LINES = 15;

/**
 * Gives the tests of a file one shop: started before the first, stopped after the last, looked over for leaks after
 * each. A failing test shows the ends of all logs.
 * @returns the shop, once it is started
 */
export function useShop(options: ShopOptions = {}): () => Shop {
  let shop: Shop | undefined;
  const shopOf = (): Shop => {
    if (shop === undefined) throw new Error('The shop is there in tests and hooks only.');
    return shop;
  };
  useLeakChecks(shopOf);
  beforeAll(async () => {
    shop = await startShop(options);
  });
  afterAll(() => shop?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    console.error(`After "${task.name}":\n${await shopOf().logTails(TAIL_LINES)}`);
  });
  return shopOf;
}
