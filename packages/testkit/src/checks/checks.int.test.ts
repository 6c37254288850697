import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProduct } from '@murmuration/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Program } from '../processes/program.ts';
import { removeDirectory, temporaryDirectory } from '../servers/temporary-directory.ts';
import type { Shop } from '../shop/shop.ts';
import { startShop } from '../shop/start-shop.ts';
import { expectDeadLetter } from './dead-letters.ts';
import { drained } from './drained.ts';
import { expectNoDeadLetters, expectNothingLeft } from './leak-checks.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ services: ['product'] });
});
afterAll(() => shop.stop());

const tea = { sku: 'tea', name: 'Tea', description: '', price: { amount: 500, currency: 'EUR' } };

describe('the check for rest', () => {
  it('is passed when everything is done', async () => {
    await shop.client.send(createProduct, tea);
    await drained(shop);
  });

  it('says where messages are left', async () => {
    const product = shop.service('product');
    product.pause();
    await shop.client.publish(createProduct, { ...tea, sku: 'pot' });
    await expect(drained(shop, 500)).rejects.toThrow(/product-commands has \d messages before it/);
    product.resume();
    await drained(shop);
  });
});

describe('the check for dead letters', () => {
  it('fails for one that no test expected, and not for one that a test did', async () => {
    await expectNoDeadLetters(shop);
    shop.connection.publish('cmd.product.create', '{');
    await drained(shop);
    await expect(expectNoDeadLetters(shop)).rejects.toThrow('is not JSON');
    await expectDeadLetter(shop, { service: 'product', reason: 'unreadable' });
    await expectNoDeadLetters(shop);
  });

  it('says what there is when the expected one does not come', async () => {
    const wanted = { service: 'product', key: 'nowhere' } as const;
    await expect(expectDeadLetter(shop, wanted, 200)).rejects.toThrow('is not JSON');
  });
});

describe('the check at the end of a file', () => {
  it('names processes and sessions that are left', async () => {
    const here = expectNothingLeft();
    await expect(here).rejects.toThrow(/product-1 \(process \d+\) runs/);
    await expect(here).rejects.toThrow('murmuration_product');
  }, 15_000);
});

describe('a program that does not end when it is told to', () => {
  it('is killed, and the test is told so', async () => {
    const directory = await temporaryDirectory('deaf');
    const file = join(directory, 'deaf.mts');
    await writeFile(
      file,
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');`,
    );
    const logFile = join(directory, 'deaf.log');
    const deaf = new Program({ name: 'deaf', file, directory, env: {}, logFile, stopLimitMs: 300 });
    deaf.start();
    await expect.poll(() => deaf.log(), { timeout: 30_000 }).toContain('up');
    await expect(deaf.stop()).rejects.toThrow('deaf did not end within 300 ms of SIGTERM');
    expect(deaf.isRunning).toBe(false);
    await removeDirectory(directory);
  });
});
