import { createProduct, getProduct } from '@murmuration/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { livePrograms } from '../processes/program.ts';
import type { Shop } from './shop.ts';
import { startShop } from './start-shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ services: ['product'], replicas: { product: 2 } });
});
afterAll(() => shop.stop());

const tea = { sku: 'tea', name: 'Tea', description: '', price: { amount: 500, currency: 'EUR' } };

describe('a shop', () => {
  it('takes commands and answers questions once it is started', async () => {
    const outcome = await shop.client.send(createProduct, tea);
    expect(outcome.status).toBe('accepted');
    expect(await shop.client.ask(getProduct, { sku: 'tea' })).toMatchObject({ name: 'Tea' });
  });

  it('kills a service and has it back', async () => {
    const product = shop.service('product');
    const before = product.replicas.map(({ pid }) => pid);
    await product.kill();
    expect(product.replicas.some(({ isRunning }) => isRunning)).toBe(false);
    await product.start();
    expect(product.replicas.some(({ pid }) => before.includes(pid))).toBe(false);
    expect(await shop.client.ask(getProduct, { sku: 'tea' })).toMatchObject({ name: 'Tea' });
  });

  it('holds a service still and lets it go on', async () => {
    const product = shop.service('product');
    product.pause();
    const asked = shop.client.ask(getProduct, { sku: 'tea' }, { timeoutMs: 200 });
    await expect(asked).rejects.toThrow('no answer within 200 ms');
    product.resume();
    await eventually(() => shop.client.ask(getProduct, { sku: 'tea' }), { what: 'an answer' });
  });

  it('shows where the processes write their logs', async () => {
    const tails = await shop.logTails();
    expect(tails).toContain('--- product-2 ---');
    expect(tails).toContain('ready');
  });

  it('says why a service does not come up, and leaves nothing behind', async () => {
    const alive = livePrograms().length;
    const env = { product: { BATCH_SIZE: 'many' } };
    await expect(startShop({ services: ['product'], env })).rejects.toThrow('BATCH_SIZE');
    expect(livePrograms()).toHaveLength(alive);
  });
});
