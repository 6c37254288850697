import { COMMANDS, EVENTS } from '@murmuration/choreography';
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

export const consumerDeleted = defineScenario({
  name: 'consumer-deleted',
  faults: [26],
  title: 'durable consumers deleted',
  quick: true,
  run: async (world) => {
    const { shop, chance, inject, pause } = world;
    const manager = await jetstreamManager(shop.connection, { checkAPI: false });
    for (const { stream, name } of chance.shuffled(await durablesOf(world)).slice(0, 5)) {
      inject(`consumer ${name} of ${stream} deleted`);
      await manager.consumers.delete(stream, name);
      await pause(50, 800);
    }
  },
});

export const consumerFilesRemoved = defineScenario({
  name: 'consumer-files-removed',
  faults: [26],
  title: "files of durable consumers removed from the broker's store",
  run: async (world) => {
    const { shop, chance } = world;
    const store = new BrokerStore(shop.broker);
    const chosen = chance.shuffled(await durablesOf(world)).slice(0, 4);
    const names = chosen.map(({ name }) => name).join(', ');
    await withBrokerDown(world, `the files of ${names} removed`, async () => {
      for (const { stream, name } of chosen) await store.removeConsumer(stream, name);
    });
  },
});
