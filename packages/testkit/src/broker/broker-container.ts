import { freePort } from '@murmuration/devkit';
import { GenericContainer, Wait } from 'testcontainers';
import { haltContainer, killContainer } from '../servers/end-container.ts';
import type { BrokerOptions, BrokerPlace, TestBroker } from './broker.ts';

const IMAGE = 'nats:2.15-alpine';
const PORT = 4_222;
const WEBSOCKET_PORT = 8_080;
const USER = 'murmuration';
const PASSWORD = 'test';
const CONFIG = '/etc/murmuration.conf';

/** Starts nats-server in a container, on a port that stays the same over a restart. */
export async function startBrokerContainer(options: BrokerOptions): Promise<TestBroker> {
  const { doors, directory } = options;
  if (directory !== undefined) throw new Error('a broker in a container has no directory here');
  const [host, websocket] = await Promise.all([freePort(), freePort()]);
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts({ container: PORT, host }, { container: WEBSOCKET_PORT, host: websocket })
    .withCopyContentToContainer([{ content: configuration(options), target: CONFIG }])
    .withCommand(['nats-server', '--config', CONFIG])
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  return {
    url: `nats://${container.getHost()}:${host}`,
    websocketUrl: doors && `ws://${container.getHost()}:${websocket}`,
    user: doors?.user ?? USER,
    password: doors?.password ?? PASSWORD,
    storeDirectory: undefined,
    pid: undefined,
    halt: () => haltContainer(container),
    kill: () => killContainer(container),
    restart: () => container.restart(),
    stop: async () => void (await container.stop()),
  };
}

function configuration({ doors, extraConfig = '' }: BrokerOptions): string {
  return `${doors === undefined ? singleUser() : doors.configuration(INSIDE)}\n${extraConfig}\n`;
}

const INSIDE: BrokerPlace = {
  serverName: 'murmuration',
  host: '0.0.0.0',
  port: PORT,
  websocketPort: WEBSOCKET_PORT,
  storeDirectory: '/data',
};

const singleUser = (): string =>
  [
    `listen: "0.0.0.0:${PORT}"`,
    'jetstream { store_dir: "/data" }',
    `authorization { user: "${USER}", password: "${PASSWORD}" }`,
  ].join('\n');
