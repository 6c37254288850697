import { COMMANDS, EVENTS } from '@murmuration/choreography';
import { eventually } from '@murmuration/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { BrokerStore } from '../../faults/broker-store.ts';
import { defineScenario, type World } from '../../scenario.ts';
import { withBrokerDown } from './with-broker-down.ts';

interface Durable {
  readonly stream: string;
  readonly name: string;
}

async function durablesOf({ shop: { connection } }: World): Promise<readonly Durable[]> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const found: Durable[] = [];
  for (const stream of [EVENTS, COMMANDS]) {
    for await (const { name, config } of manager.consumers.list(stream)) {
      if (config.durable_name !== undefined) found.push({ stream, name });
    }
  }
  return found;
}

const BACK = 'every consumer that had gone was made again';
const BACK_LIMIT_MS = 30_000;

/** Waits until all of these are there. */
async function untilBack(world: World, wanted: readonly Durable[]): Promise<void> {
  const areBack = async (): Promise<boolean> => {
    const names = new Set((await durablesOf(world)).map(({ name }) => name));
    const gone = wanted.filter(({ name }) => !names.has(name));
    if (gone.length > 0) throw new Error(`gone: ${gone.map(({ name }) => name).join(', ')}`);
    return true;
  };
  await eventually(areBack, {
    what: 'consumers to be there',
    timeoutMs: BACK_LIMIT_MS,
    everyMs: 200,
  });
  world.sight(BACK);
}

export const consumerDeleted = defineScenario({
  name: 'consumer-deleted',
  faults: [26],
  title: 'durable consumers deleted',
  sees: [BACK],
  run: async (world) => {
    const { shop, chance, inject, pause } = world;
    const manager = await jetstreamManager(shop.connection, { checkAPI: false });
    const chosen = chance.shuffled(await durablesOf(world)).slice(0, 5);
    for (const { stream, name } of chosen) {
      inject(`consumer ${name} of ${stream} deleted`);
      await manager.consumers.delete(stream, name);
      await pause(50, 800);
    }
    await untilBack(world, chosen);
  },
});

export const consumerFilesRemoved = defineScenario({
  name: 'consumer-files-removed',
  faults: [26],
  title: "files of durable consumers removed from the broker's store",
  sees: [BACK],
  run: async (world) => {
    const { shop, chance } = world;
    const store = new BrokerStore(shop.broker);
    const chosen = chance.shuffled(await durablesOf(world)).slice(0, 4);
    const names = chosen.map(({ name }) => name).join(', ');
    await withBrokerDown(world, `the files of ${names} removed`, async () => {
      for (const { stream, name } of chosen) await store.removeConsumer(stream, name);
    });
    await untilBack(world, chosen);
  },
});
