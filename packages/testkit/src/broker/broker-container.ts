import { freePort } from '@murmuration/devkit';
import { GenericContainer, Wait } from 'testcontainers';
import { haltContainer, killContainer } from '../servers/end-container.ts';
import type { BrokerOptions, TestBroker } from './broker.ts';

const IMAGE = 'nats:2.15-alpine';
const PORT = 4_222;
const USER = 'murmuration';
const PASSWORD = 'test';
const CONFIG = '/etc/murmuration.conf';

/** Starts nats-server in a container, on a port that stays the same over a restart. */
export async function startBrokerContainer(options: BrokerOptions): Promise<TestBroker> {
  const host = await freePort();
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts({ container: PORT, host })
    .withCopyContentToContainer([{ content: configuration(options), target: CONFIG }])
    .withCommand(['nats-server', '--config', CONFIG])
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  return {
    url: `nats://${container.getHost()}:${host}`,
    user: USER,
    password: PASSWORD,
    halt: () => haltContainer(container),
    kill: () => killContainer(container),
    restart: () => container.restart(),
    stop: async () => void (await container.stop()),
  };
}

function configuration({ extraConfig = '' }: BrokerOptions): string {
  return [
    `listen: "0.0.0.0:${PORT}"`,
    'jetstream { store_dir: "/data" }',
    `authorization { user: "${USER}", password: "${PASSWORD}" }`,
    `${extraConfig}\n`,
  ].join('\n');
}
