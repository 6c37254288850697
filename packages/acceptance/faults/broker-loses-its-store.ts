import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, type Shop } from '@murmuration/testkit';
import { onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { planCrowd, sendCrowd, untilKnown } from '../support/crowd.ts';
import { expectCrowdServed } from '../support/expect-crowd.ts';

const ORDERS = 150;
const LIMIT_MS = 90_000;

const repairList = z.object({ repairs: z.array(z.object({ found: z.string() })) });

/**
 * Serves a crowd, ends the broker by SIGKILL in its midst, does something to its store and starts it again. A command that the broker lost before anybody decided it is its
 * sender's to repeat: all send all again, under the same ids.
 */
async function serveCrowdDuring(
  shop: Shop,
  found: string,
  surgery: (store: string) => Promise<void>,
): Promise<void> {
  const customers = await planCrowd(shop, ORDERS);
  await sendCrowd(shop, customers.slice(0, ORDERS / 2));
  await untilKnown(shop, customers[0]);
  await sendCrowd(shop, customers.slice(ORDERS / 2));
  await shop.broker.kill();
  await surgery(storeOf(shop));
  await shop.broker.restart();
  await untilRepaired(shop, found);
  await sendCrowd(shop, customers);
  await expectCrowdServed(shop, customers, LIMIT_MS);
}

function storeOf({ broker }: Shop): string {
  if (broker.storeDirectory === undefined) throw new Error('the store is out of reach');
  return broker.storeDirectory;
}

/** What is asked while a connection is lost gets no answer, so the patience with one answer is short. */
const repairsOf = async ({ client }: Shop) =>
  await client.request('admin.order.broker-repairs.list', {}, repairList, { timeoutMs: 1_000 });

async function untilRepaired(shop: Shop, found: string): Promise<void> {
  const isThere = async () =>
    (await repairsOf(shop)).repairs.some((repair) => repair.found === found);
  await eventually(isThere, { what: `a repair of what was ${found}`, timeoutMs: 30_000 });
}

/** The broker is killed and comes back without what it had stored. */
export function brokerLosesItsStore(shopOf: () => Shop): void {
  test('although the broker’s whole store is deleted in their midst', async () => {
    await serveCrowdDuring(shopOf(), 'recreated', async (store) => {
      await rm(store, { recursive: true });
    });
  });

  test('although the broker’s store is put back to what it was some orders ago', async () => {
    const shop = shopOf();
    const copy = await mkdtemp(join(tmpdir(), 'murmuration-store-'));
    onTestFinished(() => rm(copy, { recursive: true }));
    await shop.broker.kill();
    await cp(storeOf(shop), copy, { recursive: true });
    await shop.broker.restart();
    await eventually(() => repairsOf(shop), { what: 'a shop that answers', timeoutMs: 30_000 });
    await serveCrowdDuring(shop, 'rolled-back', async (store) => {
      await rm(store, { recursive: true });
      await cp(copy, store, { recursive: true });
    });
  });
}
