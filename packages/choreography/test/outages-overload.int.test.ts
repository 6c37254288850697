import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, useLeakChecks } from '@murmuration/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BankWorld } from './support/bank-world.ts';

useLeakChecks();
let world: BankWorld;
beforeAll(async () => {
  world = await BankWorld.open();
});
afterEach(() => world.stopServices());
afterAll(() => world.close());

const MEGABYTE = 1_048_576;
const BATCH_SIZE = 50;

/** Holds up every batch of events for as long as it is held. */
async function holdTallies(): Promise<() => Promise<void>> {
  const connection = await world.sql.reserve();
  await connection`begin`;
  await connection`lock table tally in access exclusive mode`;
  return async () => {
    await connection`commit`;
    connection.release();
  };
}

const consumer = async () => await world.manager.consumers.info('EVENTS', 'bank');

/** What the bank was given and has not acknowledged, once that does not grow any more. */
async function heldByTheBank(): Promise<number> {
  let last = -1;
  for (;;) {
    const { num_ack_pending: now } = await consumer();
    if (now === last) return now;
    last = now;
    await sleep(500);
  }
}

describe('while the database keeps a batch waiting', () => {
  it('no more than four batches are taken from the broker, however many wait there', async () => {
    await world.start({}, { BATCH_SIZE });
    const letGo = await holdTallies();
    await world.enterMany('many', 5_000);
    const held = await heldByTheBank();
    expect(held).toBeGreaterThan(BATCH_SIZE);
    expect(held).toBeLessThanOrEqual(4 * BATCH_SIZE);
    await letGo();
    await world.tallied('many', 5_000);
  });

  it('no more than 16 megabytes are taken from the broker, and they are all that memory grows by', async () => {
    await world.start({}, { BATCH_SIZE: 500 });
    const letGo = await holdTallies();
    const body = JSON.stringify({
      accountId: 'large',
      n: 1,
      instruction: 'x'.repeat(MEGABYTE / 2),
    });
    const publish = (at: number) =>
      world.publishRaw('evt.00.ledger.entry-made', body, [['ce-id', idOf(at)]]);
    const before = process.memoryUsage();
    for (let at = 0; at < 100; at++) await publish(at);
    const held = await heldByTheBank();
    expect(held).toBeGreaterThan(10);
    expect(held * body.length).toBeLessThanOrEqual(16 * MEGABYTE);
    const after = process.memoryUsage();
    const growth = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
    expect(growth).toBeLessThan(64 * MEGABYTE);
    await letGo();
    await world.tallied('large', 100);
    await eventually(async () => (await consumer()).num_ack_pending === 0, { what: 'all settled' });
  });
});

const idOf = (at: number): string => `0198f000-0000-7000-8000-${String(at).padStart(12, '0')}`;
