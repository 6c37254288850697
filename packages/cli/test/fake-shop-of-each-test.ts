import { afterEach, beforeEach } from 'vitest';
import { type FakeShop, startFakeShop } from './fake-shop.ts';
import { murmurAt, type Said } from './murmur-at.ts';

/** Gives each test of a file a fake shop of its own, and a `murmur` that is connected to it. */
export function fakeShopOfEachTest(): {
  shop: () => FakeShop;
  murmur: (...args: string[]) => Promise<Said>;
} {
  let started: FakeShop | undefined;
  beforeEach(async () => {
    started = await startFakeShop();
  });
  afterEach(() => started?.close());
  const shop = (): FakeShop => {
    if (started === undefined) throw new Error('only a test has a shop, and what runs before each');
    return started;
  };
  return { shop, murmur: (...args) => murmurAt(shop().environment)(...args) };
}
