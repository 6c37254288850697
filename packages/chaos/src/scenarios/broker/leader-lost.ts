import type { Cluster, ClusterNode } from '../../faults/broker-cluster.ts';
import { defineScenario, type World } from '../../scenario.ts';
import { COMMANDS, EVENTS } from '@murmuration/choreography';

const OTHERS = 'another node led, and orders were served';

/** Takes the leader of one of the streams away, twice, and brings it back. */
async function loseLeaders(
  { cluster, chance, load, inject, pause, sight }: World,
  verb: string,
  lose: (node: ClusterNode) => Promise<void>,
): Promise<void> {
  if (cluster === undefined) throw new Error('it needs a cluster');
  for (const stream of chance.shuffled([EVENTS, COMMANDS])) {
    const leader = await cluster.leaderOf(stream);
    inject(`${verb} to ${leader.name}, which leads ${stream}`);
    await lose(leader);
    // the other two go on without it
    await load.untilServed(20);
    if ((await cluster.leaderOf(stream)) !== leader) sight(OTHERS);
    await leader.start();
    await settled(cluster, pause);
  }
}

async function settled(cluster: Cluster, pause: World['pause']): Promise<void> {
  await cluster.ready();
  await pause(500, 2_000);
}

export const leaderKilled = defineScenario({
  name: 'leader-killed',
  faults: [18],
  title: 'leader of three brokers killed',
  world: { cluster: true },
  sees: [OTHERS],
  run: (world) => loseLeaders(world, 'SIGKILL', (node) => node.kill()),
});

export const leaderStopped = defineScenario({
  name: 'leader-stopped',
  faults: [18],
  title: 'leader of three brokers stopped',
  world: { cluster: true },
  sees: [OTHERS],
  run: async (world) => {
    await loseLeaders(world, 'SIGTERM', (node) => node.halt());
    await loseLeaders(world, 'lame duck', (node) => node.lameDuck());
  },
});
