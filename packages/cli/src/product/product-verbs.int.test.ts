import { retireProduct } from '@murmuration/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { fakeShopOfEachTest } from '../../test/fake-shop-of-each-test.ts';
import { ExitCode } from '../exit-code.ts';

const { shop, murmur } = fakeShopOfEachTest();

describe('product retire', () => {
  beforeEach(() =>
    shop().onCommand(retireProduct.type, () => ({
      status: 'accepted',
      commandId: 't-1',
      id: 't-1',
    })),
  );

  test('is another wish at each call, so that no earlier refusal answers it', async () => {
    for (const _ of [1, 2]) {
      expect((await murmur('product', 'retire', 'tea')).exitCode).toBe(ExitCode.ok);
    }
    const wish = { sku: 'tea', requestId: expect.stringMatching(/^t-[0-9a-f]{12}$/) };
    const [first, second] = shop().commands;
    expect([first, second]).toEqual([wish, wish]);
    expect(first).not.toEqual(second);
  });

  test('is the same wish under the same id', async () => {
    await murmur('product', 'retire', 'tea', '--id', 't-1');
    expect(shop().commands).toEqual([{ sku: 'tea', requestId: 't-1' }]);
  });
});
