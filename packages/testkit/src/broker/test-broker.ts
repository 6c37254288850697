import { startNatsServer } from '@murmuration/devkit';
import { noteStarted } from '../processes/orphans.ts';
import { startEither } from '../servers/kind.ts';
import { removeDirectory, temporaryDirectory } from '../servers/temporary-directory.ts';
import { startBrokerContainer } from './broker-container.ts';

export interface BrokerOptions {
  /** Lines for the end of the server's configuration. */
  readonly extraConfig?: string;
}

/** A nats-server of its own with JetStream. */
export interface TestBroker {
  /** `nats://host:port`, without credentials. Stays the same over a restart. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** SIGTERM: the server says goodbye to its clients and writes its state. The store stays. */
  halt(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Halts the server if it runs and starts it again on the same port with the same store. */
  restart(): Promise<void>;
  /** Ends the server and removes its store. */
  stop(): Promise<void>;
}

/** Starts nats-server for one test file; from a local program or in a container, as TESTKIT says. */
export async function testBroker(options: BrokerOptions = {}): Promise<TestBroker> {
  return await startEither(
    () => startLocal(options),
    () => startBrokerContainer(options),
  );
}

async function startLocal(options: BrokerOptions): Promise<TestBroker> {
  const directory = await temporaryDirectory('nats');
  const server = await startNatsServer({ directory, ...options });
  noteStarted(server.pid, directory);
  return {
    url: server.url,
    user: server.user,
    password: server.password,
    halt: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.restart();
      noteStarted(server.pid, directory);
    },
    stop: async () => {
      await server.stop();
      await removeDirectory(directory);
    },
  };
}
