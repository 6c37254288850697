import { createProduct, getOrder, placeOrder, restock } from '@murmuration/contracts';
import { eventually } from '@murmuration/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../support/articles.ts';
import { ContainerShop } from './container-shop.ts';
import { reasonNotToRun, runAtRoot } from './docker.ts';

const MINUTES_MS = 60_000;
const ASSAM = {
  sku: 'tea-assam',
  name: 'Assam, 100 g',
  description: 'Malty',
  price: { amount: 690, currency: 'EUR' },
};
const PROGRAMS = [
  'auth',
  'edge',
  'inventory',
  'mail-catcher',
  'notification',
  'order',
  'payment',
  'payment-sandbox',
  'product',
  'user',
];
const SERVERS = ['nats', 'postgres'];
const JOBS = ['migrate', 'streams'];

const reason = await reasonNotToRun();
if (reason !== undefined) console.warn(`The shop in containers is not tested: ${reason}.`);

describe.skipIf(reason !== undefined)(
  `the shop in containers${reason ? ` (${reason})` : ''}`,
  () => {
    let shop: ContainerShop;

    beforeAll(async () => {
      shop = await ContainerShop.prepare();
      await shop.up();
      const operator = await shop.operator();
      await operator.send(createProduct, ASSAM);
      await operator.send(restock, { restockId: newId('delivery'), sku: ASSAM.sku, quantity: 100 });
      await operator.close();
    }, 25 * MINUTES_MS);
    afterAll(() => shop.remove(), 3 * MINUTES_MS);

    it('becomes healthy as a whole', async () => {
      const containers = await shop.containers();
      const of = (names: readonly string[]) =>
        containers.filter(({ service }) => names.includes(service));
      expect(of(JOBS).map(({ state, exitCode }) => [state, exitCode])).toEqual([
        ['exited', 0],
        ['exited', 0],
      ]);
      expect(of([...PROGRAMS, ...SERVERS]).filter(({ health }) => health !== 'healthy')).toEqual(
        [],
      );
      expect(containers.map(({ service }) => service).toSorted()).toEqual(
        [...PROGRAMS, ...SERVERS, ...JOBS].toSorted(),
      );
    });

    it('runs its programs as nobody in particular, on file systems that nobody can write to', async () => {
      const containers = await shop.containers();
      expect(containers.filter(({ isReadOnly }) => !isReadOnly)).toEqual([]);
      for (const service of PROGRAMS) {
        const script =
          'id -u; touch /app/written && echo wrote; mktemp > /dev/null && echo scratch';
        const said = await shop.compose(['exec', '-T', service, 'sh', '-c', `${script}; true`]);
        expect([service, said]).toEqual([service, '1000\nscratch\n']);
      }
    });

    it('has nothing in its images that is for development', async () => {
      const development = /^(acceptance|devkit|testkit|testcontainers|typescript|vitest)$/m;
      for (const service of PROGRAMS) {
        const listing = ['ls', '/app/packages', '/app/node_modules'];
        const said = await shop.compose(['exec', '-T', service, ...listing]);
        expect(said).toContain('zod');
        expect([service, development.exec(said)?.[0]]).toEqual([service, undefined]);
      }
    });

    it('does everything that the walkthrough shows', async () => {
      const words = ['docs/walkthrough.mjs', shop.addresses];
      const said = await runAtRoot(process.execPath, words, MINUTES_MS);
      expect(said.trim().split('\n').at(-1)).toBe('all of it worked');
    });

    it('drains a service that is stopped, and finishes what came meanwhile when it is back', async () => {
      await shop.compose(['stop', 'payment']);
      const stopped = await shop.containers();
      expect(stopped.find(({ service }) => service === 'payment')).toMatchObject({ exitCode: 0 });
      const operator = await shop.operator();
      const orderId = newId('order');
      const lines = [{ sku: ASSAM.sku, quantity: 1, unitPrice: ASSAM.price }];
      const order = {
        orderId,
        customerId: newId('customer'),
        lines,
        paymentMethod: 'pm_card_visa',
      };
      expect((await operator.send(placeOrder, order)).status).toBe('accepted');
      await shop.compose(['start', 'payment']);
      const isConfirmed = async () =>
        (await operator.ask(getOrder, { orderId }))?.status === 'confirmed';
      await eventually(isConfirmed, { what: `${orderId} to be confirmed`, timeoutMs: MINUTES_MS });
      await operator.close();
    });
  },
);
