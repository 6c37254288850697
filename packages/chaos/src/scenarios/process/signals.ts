import { setTimeout as sleep } from 'node:timers/promises';
import { defineScenario } from '../../scenario.ts';

const SAGA = ['order', 'inventory', 'payment', 'notification'] as const;
const FEW_AT_ONCE = 120;

export const sigterm = defineScenario({
  name: 'sigterm-mid-batch',
  faults: [11],
  title: 'SIGTERM in the midst of batches',
  quick: true,
  run: async ({ shop, chance, load, inject, pause }) => {
    for (const service of chance.shuffled(SAGA)) {
      const burst = load.burst(FEW_AT_ONCE);
      const replicas = chance.shuffled(shop.service(service).replicas);
      // one of two, or both: then there is nobody for a moment
      for (const replica of replicas.slice(0, chance.whole(1, 2))) {
        await pause(10, 200);
        inject(`SIGTERM to ${replica.name}`);
        await replica.stop();
        replica.start();
      }
      await burst;
    }
  },
});

export const standstill = defineScenario({
  name: 'standstill',
  faults: [12],
  title: 'process stands still until its messages are delivered again',
  quick: true,
  run: async ({ shop, chance, load, inject, pause }) => {
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
        await sleep(own.between(3_500, 6_000));
        for (const replica of held) replica.resume();
      }),
    );
    await burst;
    await pause(100, 500);
  },
});

const EXHAUSTED = 'a process died of an exhausted heap';

export const heapExhausted = defineScenario({
  name: 'heap-exhausted',
  faults: [13],
  title: 'heap exhausted in the midst of work',
  sees: [EXHAUSTED],
  quick: true,
  run: async ({ failpoints, replicaOf, load, chance, inject, sight, note }) => {
    const services = chance.shuffled(['order', 'inventory', 'payment'] as const);
    for (const service of services) {
      const replica = replicaOf(service);
      inject(`${replica.name} takes memory until there is none`);
      const burst = load.burst(FEW_AT_ONCE);
      if (await failpoints.exhaustHeap(replica)) sight(EXHAUSTED);
      else note(`${replica.name} has not died`);
      replica.start();
      await burst;
    }
  },
});
