import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../free-port.ts';
import { endChild, ending, hasEnded, spawned } from '../processes/child.ts';
import { guardingRun } from '../processes/guard.ts';
import { logTail, openLog } from '../processes/log-file.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { unprivilegedAccount } from './account.ts';
import { initialiseCluster, postgresEnvironment } from './cluster.ts';
import { type Place, choosePlace } from './place.ts';
import { clearStalePostmaster, readPostmaster } from './postmaster-file.ts';

export type PostgresOptions = {
  /** Made when missing. The data in it survives restarts. */
  readonly directory: string;
  /** A free one when absent or 0. */
  readonly port?: number;
  /** Server settings by name, `{ fsync: 'off' }`. Default: fsync on, 200 connections. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Default: `postgres.log` in the directory. Emptied at every start. */
  readonly logFile?: string;
};

export type RunningPostgres = {
  /** As the superuser `postgres`, with the password, on the database `postgres`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  readonly directory: string;
  /** Usually `data` in the directory; elsewhere for root (see the package's README). */
  readonly dataDirectory: string;
  readonly version: string;
  /** Resolves with how the server ended, whoever ended it. */
  readonly exited: Promise<string>;
  /** Fast shutdown: breaks connections, keeps what was committed, writes a checkpoint. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

type Attempt = { readonly place: Place; readonly port: number; readonly options: PostgresOptions };
type Server = {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly exited: Promise<string>;
};

const HOST = '127.0.0.1';
const START_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 15_000;
const ATTEMPTS = 40;
const RETRY_WAIT_MS = 250;
// Backends of a killed server hold its memory for a moment longer, and one that it was just making its port.
const STILL_ENDING = /pre-existing shared memory block/;
const PORT_TAKEN = /could not bind .*Address already in use/;

/**
 * Starts Postgres 18 on 127.0.0.1 with its data in `directory`; makes the cluster the first time. Recovers from a
 * crashed server. As root the server runs as `nobody`. It ends with this process, also when this process is killed.
 * @throws with the end of the server's log when it does not start
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const place = await choosePlace(directory, await unprivilegedAccount());
  await clearStalePostmaster(place.data);
  const password = await initialiseCluster(directory, place, options.settings?.['fsync'] !== 'off');
  const { port, server } = await startPatiently({ ...options, directory }, place);
  return {
    url: `postgres://postgres:${password}@${HOST}:${port}/postgres`,
    host: HOST,
    port,
    pid: server.pid,
    directory,
    dataDirectory: place.data,
    version: place.version,
    exited: server.exited,
    stop: () => endChild(server.child, 'SIGINT', STOP_GRACE_MS),
    kill: () => endChild(server.child, 'SIGKILL', STOP_GRACE_MS),
  };
}

async function startPatiently(options: PostgresOptions, place: Place) {
  const isFixed = options.port !== undefined && options.port !== 0;
  for (let attempt = 1; ; attempt++) {
    const port = await (isFixed ? options.port : freePort());
    try {
      return { port, server: await launch({ place, port, options }) };
    } catch (error) {
      const reason = await logTail(logPath(options));
      const mayPass = STILL_ENDING.test(reason) || PORT_TAKEN.test(reason);
      if (!mayPass || attempt === ATTEMPTS) throw error;
      await sleep(RETRY_WAIT_MS);
    }
  }
}

async function launch({ place, port, options }: Attempt): Promise<Server> {
  const runId = await guardingRun();
  const log = openLog(logPath(options), { truncate: true });
  const child = spawn(join(place.native, 'bin/postgres'), serverArguments(place, port, options), {
    ...place.account,
    cwd: '/',
    env: { ...postgresEnvironment(), MURMURATION_RUN: runId },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = ending(child);
  const pid = await spawned(child);
  const isReady = async () => hasEnded(child) || (await isReadyAs(pid, place.data));
  if ((await waitUntil(isReady, START_LIMIT_MS)) && !hasEnded(child)) return { child, pid, exited };
  await endChild(child, 'SIGKILL', STOP_GRACE_MS);
  throw new Error(
    `Postgres did not start on ${HOST}:${port} (${await exited}). The end of ${logPath(options)}:\n` +
      (await logTail(logPath(options))),
  );
}

async function isReadyAs(pid: number, data: string): Promise<boolean> {
  const postmaster = await readPostmaster(data);
  return postmaster?.pid === pid && postmaster.ready;
}

function serverArguments(place: Place, port: number, options: PostgresOptions): string[] {
  const settings = {
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', place.data, ...flags];
}

function logPath(options: PostgresOptions): string {
  return options.logFile ?? join(options.directory, 'postgres.log');
}
