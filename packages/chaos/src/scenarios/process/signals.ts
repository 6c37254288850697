import { setTimeout as sleep } from 'node:timers/promises';
import type { Program, ServiceName } from '@murmuration/testkit';
import { inHandOf } from '../../faults/in-hand.ts';
import { defineScenario, type World } from '../../scenario.ts';

const SAGA = ['order', 'inventory', 'payment', 'notification'] as const;
const FEW_AT_ONCE = 120;

const MID_BATCH = 'a process was told to end with messages in hand';
/** A batch takes some milliseconds: how often one is looked for. */
const LOOKS = 40;

async function untilInHand({ shop, sight }: World, service: ServiceName): Promise<void> {
  for (let looks = 0; looks < LOOKS; looks++) {
    if ((await inHandOf(shop, service)).messages > 0) return sight(MID_BATCH);
  }
}

export const sigterm = defineScenario({
  name: 'sigterm-mid-batch',
  faults: [11],
  title: 'SIGTERM in the midst of batches',
  sees: [MID_BATCH],
  run: async (world) => {
    const { shop, chance, load, inject, pause } = world;
    for (const service of chance.shuffled(SAGA)) {
      const burst = load.burst(FEW_AT_ONCE);
      const replicas = chance.shuffled(shop.service(service).replicas);
      // one of two, or both: then there is nobody for a moment
      for (const replica of replicas.slice(0, chance.whole(1, 2))) {
        await pause(10, 200);
        await untilInHand(world, service);
        inject(`SIGTERM to ${replica.name}`);
        await replica.stop();
        replica.start();
      }
      await burst;
    }
  },
});

const AGAIN = 'messages in hand were delivered again';
const LOOK_MS = 150;

/** Looks for deliveries that were repeated, for so long. */
async function lookForRepeats(
  { shop, sight }: World,
  service: ServiceName,
  milliseconds: number,
): Promise<void> {
  let seen = false;
  for (const end = Date.now() + milliseconds; Date.now() < end; await sleep(LOOK_MS)) {
    if (seen || (await inHandOf(shop, service)).redelivered === 0) continue;
    seen = true;
    sight(AGAIN);
  }
}

export const standstill = defineScenario({
  name: 'standstill',
  faults: [12],
  title: 'process stands still until its messages are delivered again',
  sees: [AGAIN],
  run: async (world) => {
    const { shop, chance, load, inject, pause } = world;
    const burst = load.burst(FEW_AT_ONCE);
    await Promise.all(
      SAGA.map(async (service) => {
        const own = chance.of(service);
        const group = shop.service(service);
        // one of two, or all of them: then nobody else can have handled what comes again
        const held = own.is(0.6) ? [own.pick(group.replicas)] : group.replicas;
        await sleep(own.between(10, 300));
        for (const replica of held) {
          inject(`SIGSTOP to ${replica.name}`);
          replica.pause();
        }
        await lookForRepeats(world, service, own.between(3_500, 6_000));
        for (const replica of held) replica.resume();
      }),
    );
    await burst;
    await pause(100, 500);
  },
});

const EXHAUSTED = 'a process died of an exhausted heap';

/** How often a process has said that it has no memory left. */
const complaintsOf = async (program: Program): Promise<number> =>
  (await program.log()).split('heap out of memory').length;

export const heapExhausted = defineScenario({
  name: 'heap-exhausted',
  faults: [13],
  title: 'heap exhausted in the midst of work',
  sees: [EXHAUSTED],
  run: async ({ failpoints, replicaOf, load, chance, inject, sight, note }) => {
    const services = chance.shuffled(['order', 'inventory', 'payment'] as const);
    for (const service of services) {
      const replica = replicaOf(service);
      const before = await complaintsOf(replica);
      inject(`${replica.name} takes memory until there is none`);
      const burst = load.burst(FEW_AT_ONCE);
      await failpoints.exhaustHeap(replica);
      if ((await complaintsOf(replica)) > before) sight(EXHAUSTED);
      else note(`${replica.name} has not died of it`);
      replica.start();
      await burst;
    }
  },
});
