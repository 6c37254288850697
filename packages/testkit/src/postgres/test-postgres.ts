import { dirname } from 'node:path';
import { startPostgres } from '@murmuration/devkit';
import { noteStarted } from '../processes/orphans.ts';
import { startEither } from '../servers/kind.ts';
import { removeDirectory, temporaryDirectory } from '../servers/temporary-directory.ts';
import { startPostgresContainer } from './postgres-container.ts';
import { FAST_SETTINGS } from './fast-settings.ts';

export interface PostgresOptions {
  /** For the data and the log of a local server; it stays when the server ends. Default: a fresh one, which goes. */
  readonly directory?: string;
  /** Settings besides those that make tests fast, or instead of one of them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The test lays hands on the server's files or its process, which a container keeps to itself: a local one, whatever TESTKIT says. */
  readonly withinReach?: boolean;
}

/** A Postgres server of its own. */
export interface TestPostgres {
  /** As the superuser, on the database `postgres`. Stays the same over a restart. */
  readonly adminUrl: string;
  /** Changes with a restart. Undefined in a container. */
  readonly pid: number | undefined;
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
export async function testPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  if (options.withinReach === true) return await startLocal(options);
  return await startEither(
    () => startLocal(options),
    () => startPostgresContainer(options),
  );
}

async function startLocal(options: PostgresOptions): Promise<TestPostgres> {
  const directory = options.directory ?? (await temporaryDirectory('postgres'));
  const settings = { ...FAST_SETTINGS, ...options.settings };
  const first = await startPostgres({ directory, settings });
  const { url: adminUrl, port, dataDirectory } = first;
  let server = first;
  noteStarted(server.pid, dataDirectory);
  return {
    adminUrl,
    get pid() {
      return server.pid;
    },
    halt: () => server.stop(),
    kill: () => server.kill(),
    restart: async () => {
      await server.stop();
      server = await startPostgres({ directory, port, settings });
      noteStarted(server.pid, dataDirectory);
    },
    stop: async () => {
      await server.stop();
      if (options.directory !== undefined) return;
      // for root the data lies in another user's folder
      await removeDirectory(dirname(dataDirectory));
      await removeDirectory(directory);
    },
  };
}
