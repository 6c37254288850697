import { BrokerStore, type StoreCopy } from '../../faults/broker-store.ts';
import { defineScenario, type World } from '../../scenario.ts';
import { repaired, sightOfRepair } from './sight-of-repair.ts';
import { withBacklog } from './with-backlog.ts';
import { withBrokerDown } from './with-broker-down.ts';

const ORDERS = 5_000;
const WAVE = 500;
const COPY_AGE_MS = 10_000;

/** Sends 5,000 orders in waves, the next when the one before is served, and lets `fault` happen in their midst. */
async function amidst({ load, note }: World, fault: () => Promise<void>): Promise<void> {
  load.setRate(0);
  let faulting: Promise<void> = Promise.resolve();
  for (let sent = 0; sent < ORDERS; sent += WAVE) {
    const wave = load.burst(WAVE);
    if (sent === ORDERS / 2 - WAVE) {
      faulting = fault();
      // what it throws is thrown when it is awaited, after the waves
      faulting.catch(() => undefined);
    }
    await wave;
  }
  await faulting;
  note(`${ORDERS} orders were sent`);
  load.setRate(40);
}

export const storeWipedAmidThousands = defineScenario({
  name: 'store-wiped-amid-5000-orders',
  faults: [15],
  title: "broker's whole store removed and SIGKILL, in the midst of 5,000 orders",
  boundSeconds: 180,
  world: { alone: true },
  sees: [repaired('recreated')],
  run: async (world) => {
    const store = new BrokerStore(world.shop.broker);
    const look = await sightOfRepair(world, 'recreated');
    await amidst(world, async () => {
      await world.pause(100, 1_000);
      await withBacklog(world, async () => {
        world.inject('the whole store removed under the running broker');
        await store.wipe();
        await withBrokerDown(world, 'what it wrote since removed', () => store.wipe());
      });
    });
    await look();
  },
});

export const storeRolledBackAmidThousands = defineScenario({
  name: 'store-10-seconds-old-amid-5000-orders',
  faults: [16],
  title: "broker's store replaced by a copy of 10 seconds ago, in the midst of 5,000 orders",
  boundSeconds: 180,
  world: { alone: true },
  sees: [repaired('rolled-back')],
  run: async (world) => {
    const store = new BrokerStore(world.shop.broker);
    const look = await sightOfRepair(world, 'rolled-back');
    await amidst(world, async () => {
      const copy: StoreCopy = await store.copy();
      world.afterwards(() => copy.remove());
      world.note('the store was copied');
      await world.pause(COPY_AGE_MS, COPY_AGE_MS);
      await withBacklog(world, () =>
        withBrokerDown(world, 'the copy in the place of its files', () => store.restore(copy)),
      );
    });
    await look();
  },
});
