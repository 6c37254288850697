import { BrokerStore } from '../../faults/broker-store.ts';
import { defineScenario } from '../../scenario.ts';
import { repaired, sightOfRepair } from './sight-of-repair.ts';
import { withBacklog } from './with-backlog.ts';
import { withBrokerDown } from './with-broker-down.ts';

export const storeRolledBack = defineScenario({
  name: 'broker-store-rolled-back',
  faults: [16],
  title: "broker's store replaced by an older copy, twice",
  sees: [repaired('rolled-back')],
  quick: true,
  run: async (world) => {
    const { shop, chance, load, afterwards, note } = world;
    const store = new BrokerStore(shop.broker);
    const copy = await store.copy();
    afterwards(() => copy.remove());
    note('the store was copied');
    await load.untilServed(chance.whole(10, 60));
    await withBacklog(world, async () => {
      const look = await sightOfRepair(world, 'rolled-back');
      await withBrokerDown(world, 'an older copy in the place of its files', () =>
        store.restore(copy),
      );
      await look();
    });
    // so that new messages stand where others have stood when it happens again
    await load.untilServed(chance.whole(5, 20));
    await withBrokerDown(world, 'the same copy again', () => store.restore(copy));
  },
});
