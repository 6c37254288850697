import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '@murmuration/testkit';
import { defineScenario, type World } from '../../scenario.ts';
import { fenceOf } from './fences.ts';
import { watchSettled } from './watch-settled.ts';

const TAKEN = 'a lane was taken over while its owner stood still, and the owner woke up';
const SERVICES = ['order', 'inventory', 'payment'] as const;
/** A lease lasts 10 s; the others look every second. */
const BEYOND_LEASE_MS = 12_000;

/** Holds the owner of the lane still until another has it, then lets it go on with what it has in hand. */
async function overlap(world: World, service: ServiceName): Promise<void> {
  const { shop, chance, inject, sight } = world;
  for (const replica of chance.of(service).shuffled(shop.service(service).replicas)) {
    const before = await fenceOf(shop, service);
    inject(`SIGSTOP to ${replica.name} for longer than a lease`);
    replica.pause();
    await sleep(BEYOND_LEASE_MS);
    const isTaken = (await fenceOf(shop, service)) > before;
    replica.resume();
    if (isTaken) return sight(TAKEN);
  }
}

export const twoRelays = defineScenario({
  name: 'two-relays',
  faults: [9],
  title: 'two relays believe that a lane is theirs',
  sees: [TAKEN],
  run: async (world) => {
    const { shop, load, afterwards } = world;
    const watch = await watchSettled(shop, SERVICES);
    afterwards(() => watch.end());
    await Promise.all(SERVICES.map((service) => overlap(world, service)));
    await load.untilFlowing();
    const lost = await watch.lost();
    if (lost.length > 0) throw new Error(`L3: what was settled is not any more: ${lost.join(' ')}`);
  },
});
