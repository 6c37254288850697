import { defineScenario } from '../../scenario.ts';
import { COMMANDS, EVENTS } from '@murmuration/choreography';

export const minorityCutOff = defineScenario({
  name: 'minority-cut-off',
  faults: [19],
  title: 'one of three brokers cut off from the others',
  world: { cluster: true },
  run: async ({ cluster, chance, load, inject, pause }) => {
    if (cluster === undefined) throw new Error('it needs a cluster');
    for (const how of chance.shuffled(['silent', 'broken'] as const)) {
      const leads = chance.pick([EVENTS, COMMANDS]);
      const node = chance.is(0.7) ? await cluster.leaderOf(leads) : chance.pick(cluster.nodes);
      inject(`${node.name} cut off, ${how}`);
      node.isolate(how);
      // long enough for the others to choose a leader; those who are connected to it have to find out
      await pause(6_000, 10_000);
      node.rejoin();
      await cluster.ready();
      await load.untilServed(20);
    }
  },
});
