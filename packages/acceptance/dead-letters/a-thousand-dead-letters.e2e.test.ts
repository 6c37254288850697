import { placeOrder } from '@murmuration/contracts';
import {
  eventually,
  expectAgreement,
  SERVICE_NAMES,
  type Shop,
  useShop,
} from '@murmuration/testkit';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { newArticles, newId } from '../support/articles.ts';
import { murmur } from '../support/murmur.ts';
import { endOf, orderOf } from '../support/orders.ts';
import { ENDINGS, wrongCurrency, wrongDate, wrongParameter } from './bugs.ts';
import { faultyBuild } from './faulty-build/faulty-build.ts';

const build = faultyBuild([wrongCurrency, wrongParameter, wrongDate]);
afterAll(() => build.remove());
const FAULTY = ['inventory', 'payment', 'order'] as const;
const shopOf = useShop({
  services: SERVICE_NAMES,
  env: Object.fromEntries(FAULTY.map((name) => [name, build.env])),
});

const ORDERS = 1_000;
const ARTICLES = 10;
const PATIENCE = { timeoutMs: 180_000 };

const groups = z.object({
  groups: z.array(
    z.object({
      service: z.string(),
      fingerprint: z.string(),
      reaction: z.string(),
      cause: z.string(),
      letters: z.int(),
    }),
  ),
});
type Groups = z.infer<typeof groups>['groups'];
const ended = z.object({
  job: z.object({ status: z.string(), delivered: z.int(), failed: z.int(), step: z.int() }),
});

async function causes(shop: Shop): Promise<Groups> {
  return groups.parse((await murmur(shop, 'dead', 'groups')).document).groups;
}

/** Without the command line, whose start takes longer than the answer. */
async function countLetters({ client }: Shop): Promise<number> {
  const answer = z.object({ groups: z.array(z.object({ letters: z.int() })) });
  const asked = FAULTY.map((name) =>
    client.request(`admin.${name}.dead-letters.groups`, {}, answer),
  );
  const all = (await Promise.all(asked)).flatMap((each) => each.groups);
  return all.reduce((sum, { letters }) => sum + letters, 0);
}

/** Orders of which each meets one of the three bugs on its way. */
async function placeAll(shop: Shop): Promise<readonly string[]> {
  const stock = Array.from({ length: ARTICLES }, () => ({ stock: ORDERS }));
  const articles = await newArticles(shop, stock);
  const endings = Object.values(ENDINGS);
  const orders = Array.from({ length: ORDERS }, (_, at) => {
    const [article] = articles.slice(at % ARTICLES);
    if (article === undefined) throw new Error('there is no article');
    return { ...orderOf([article, 1]), orderId: newId(`order-${at}`) + endings[at % 3] };
  });
  await Promise.all(orders.map((order) => shop.client.publish(placeOrder, order, PATIENCE)));
  return orders.map(({ orderId }) => orderId);
}

async function restartMended(shop: Shop): Promise<void> {
  build.mend();
  await Promise.all(
    FAULTY.map(async (name) => {
      await shop.service(name).stop();
      await shop.service(name).start();
    }),
  );
}

test('a thousand dead letters of three causes are grouped, mended and redriven, and all orders end well', async () => {
  const shop = shopOf();
  const orderIds = await placeAll(shop);
  await eventually(async () => (await countLetters(shop)) === ORDERS, {
    what: 'a thousand dead letters',
    timeoutMs: 180_000,
    everyMs: 200,
  });
  const found = await causes(shop);
  expect(found.map(({ service, letters }) => [service, letters])).toEqual([
    ['inventory', 334],
    ['order', 333],
    ['payment', 333],
  ]);
  expect(found.map(({ cause }) => cause)).toEqual([
    expect.stringContaining('ContractViolation'),
    expect.stringContaining('ContractViolation'),
    expect.stringContaining('TerminalError · Stripe: Received unknown parameter: meta'),
  ]);

  // nothing is mended yet: one letter shows it, and the others are left alone
  const [first] = found;
  const redrive = async ({ service = '', fingerprint = '' }: Partial<Groups[number]> = {}) =>
    await murmur(shop, 'dead', 'redrive', service, '--group', fingerprint, '--ramp', '--watch');
  const tooEarly = await redrive(first);
  expect(tooEarly.exitCode).toBe(1);
  expect(ended.parse(tooEarly.document).job).toMatchObject({ status: 'stopped', failed: 1 });
  expect(await causes(shop)).toEqual(found);

  await restartMended(shop);
  const inventory = found.find(({ service }) => service === 'inventory');
  for (const group of [inventory, ...found.filter((each) => each !== inventory)]) {
    const { exitCode, document } = await redrive(group);
    expect(ended.parse(document).job).toMatchObject({ status: 'done', failed: 0 });
    expect(exitCode).toBe(0);
  }
  const pictures = await expectAgreement(shop, orderIds, PATIENCE);
  expect(new Set(pictures.map(endOf))).toEqual(new Set(['confirmed']));
  expect(await causes(shop)).toEqual([]);
}, 400_000);
