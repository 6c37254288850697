import { type Configuration, type NatsServerOptions, startNatsServer } from '@murmuration/devkit';
import { noteStarted } from '../processes/orphans.ts';
import { startEither } from '../servers/kind.ts';
import { removeDirectory, temporaryDirectory } from '../servers/temporary-directory.ts';
import { startBrokerContainer } from './broker-container.ts';
import type { BrokerOptions, TestBroker } from './broker.ts';

/** Starts nats-server for one test file; from a local program or in a container, as TESTKIT says. */
export async function testBroker(options: BrokerOptions = {}): Promise<TestBroker> {
  if (options.withinReach === true) return await startLocal(options);
  return await startEither(
    () => startLocal(options),
    () => startBrokerContainer(options),
  );
}

async function startLocal(options: BrokerOptions): Promise<TestBroker> {
  const directory = options.directory ?? (await temporaryDirectory('nats'));
  const server = await startNatsServer({ ...settingsOf(options), directory });
  noteStarted(server.pid, directory);
  return {
    url: server.url,
    websocketUrl: server.websocketUrl,
    user: server.user,
    password: server.password,
    storeDirectory: server.storeDirectory,
    get pid() {
      return server.pid;
    },
    halt: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.restart();
      noteStarted(server.pid, directory);
    },
    stop: async () => {
      await server.stop();
      if (options.directory === undefined) await removeDirectory(directory);
    },
  };
}

function settingsOf(options: BrokerOptions): Omit<NatsServerOptions, 'directory'> {
  const { doors, withinReach: _, ...settings } = options;
  if (doors === undefined) return settings;
  const { user, password } = doors;
  const configuration: Configuration = (place) =>
    doors.configuration({ ...place, host: '127.0.0.1' });
  return { ...settings, user, password, configuration };
}
