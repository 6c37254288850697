import { BrokerStore } from '../../faults/broker-store.ts';
import { defineScenario } from '../../scenario.ts';
import { repaired, sightOfRepair } from './sight-of-repair.ts';
import { withBacklog } from './with-backlog.ts';
import { withBrokerDown } from './with-broker-down.ts';

export const storeWiped = defineScenario({
  name: 'broker-store-wiped',
  faults: [15],
  title: "broker's whole store removed",
  sees: [repaired('recreated')],
  quick: true,
  run: async (world) => {
    const { shop, chance, load } = world;
    const store = new BrokerStore(shop.broker);
    await withBacklog(world, async () => {
      const look = await sightOfRepair(world, 'recreated');
      // under a running server, or between its death and its next start
      const isUnderIt = chance.is(0.5);
      if (isUnderIt) await store.wipe();
      const what = `all its files removed${isUnderIt ? ' before' : ''}`;
      await withBrokerDown(world, what, () => store.wipe());
      await look();
    });
    await load.untilServed(20);
  },
});
