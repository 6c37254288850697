import { dirname } from 'node:path';
import { startPostgres } from '@murmuration/devkit';
import { noteStarted } from '../processes/orphans.ts';
import { startEither } from '../servers/kind.ts';
import { removeDirectory, temporaryDirectory } from '../servers/temporary-directory.ts';
import { startPostgresContainer } from './postgres-container.ts';
import { FAST_SETTINGS } from './fast-settings.ts';

/** A Postgres server of its own. */
export interface TestPostgres {
  /** As the superuser, on the database `postgres`. Stays the same over a restart. */
  readonly adminUrl: string;
  /** Breaks all connections and keeps what was committed. */
  halt(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Halts the server if it runs and starts it again on the same port with the same data. */
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Starts Postgres for one test file; from local binaries or in a container, as TESTKIT says. */
export async function testPostgres(): Promise<TestPostgres> {
  return await startEither(startLocal, startPostgresContainer);
}

async function startLocal(): Promise<TestPostgres> {
  const directory = await temporaryDirectory('postgres');
  const first = await startPostgres({ directory, settings: FAST_SETTINGS });
  const { url: adminUrl, port, dataDirectory } = first;
  let server = first;
  noteStarted(server.pid, dataDirectory);
  return {
    adminUrl,
    halt: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop();
      server = await startPostgres({ directory, port, settings: FAST_SETTINGS });
      noteStarted(server.pid, dataDirectory);
    },
    stop: async () => {
      await server.stop();
      // for root the data lies in another user's folder
      await removeDirectory(dirname(dataDirectory));
      await removeDirectory(directory);
    },
  };
}
