import { COMMANDS, EVENTS } from '@murmuration/choreography';
import { BrokerStore } from '../../faults/broker-store.ts';
import { defineScenario, type World } from '../../scenario.ts';
import { repaired, sightOfRepair } from './sight-of-repair.ts';
import { withBacklog } from './with-backlog.ts';
import { withBrokerDown } from './with-broker-down.ts';

const LOST = ['truncated', 'damaged', 'rolled-back'] as const;
const MOST_BYTES = 40_000;
const LEAST_BYTES = 2_000;

async function damage(
  world: World,
  what: string,
  work: (store: BrokerStore, stream: string) => Promise<void>,
): Promise<void> {
  const store = new BrokerStore(world.shop.broker);
  await world.load.untilServed(20);
  await withBacklog(world, async () => {
    const look = await sightOfRepair(world, ...LOST);
    await withBrokerDown(world, what, async () => {
      for (const stream of [EVENTS, COMMANDS]) await work(store, stream);
    });
    await look();
  });
  await world.load.untilServed(20);
}

export const blockTruncated = defineScenario({
  name: 'broker-block-truncated',
  faults: [17],
  title: "end of the broker's last block files cut off",
  sees: [repaired(...LOST)],
  run: async (world) => {
    const { chance, note } = world;
    await damage(world, 'its last blocks cut off', async (store, stream) => {
      const bytes = chance.whole(LEAST_BYTES, MOST_BYTES);
      note(`${bytes} bytes off ${stream}; ${await store.truncateLastBlock(stream, bytes)} left`);
    });
  },
});

export const bitsFlipped = defineScenario({
  name: 'broker-bits-flipped',
  faults: [17],
  title: "bits flipped in the midst of the broker's block files",
  sees: [repaired(...LOST)],
  run: async (world) => {
    const { chance, note } = world;
    await damage(world, 'bits flipped in its blocks', async (store, stream) => {
      const flips = chance.whole(1, 12);
      note(`${flips} bits of ${stream} flipped`);
      await store.flipBits(stream, flips, () => chance.whole(0, 999_999) / 1_000_000);
    });
  },
});
