import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { endChild, ending, hasEnded, spawned } from '../processes/child.ts';
import { guardingRun } from '../processes/guard.ts';
import { logTail, openLog } from '../processes/log-file.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { findNatsServer } from './find-nats-server.ts';
import { type Configuration, natsServerConfig } from './server-config.ts';
import { readServerInfo } from './server-info.ts';

export type NatsServerOptions = {
  /** For the configuration file, the log and the JetStream store. Made when missing; what it holds is kept. */
  readonly directory: string;
  /** A free one when absent or 0. */
  readonly port?: number;
  /** Default: `murmuration`. */
  readonly user?: string;
  /** Default: a generated one. */
  readonly password?: string;
  /** Default: the server's, 1 MiB. */
  readonly maxPayloadBytes?: number;
  /** More lines for the configuration file. Its own `accounts` or `authorization` replace the single user. */
  readonly extraConfig?: string;
  /**
   * The whole configuration, instead of one with a single user; written anew at each start. `user` and `password` are then those of a trusted user in it, and
   * `maxPayloadBytes` is its own affair.
   */
  readonly configuration?: Configuration;
  /** Where a configuration of one's own lets browsers in. A free one when absent. */
  readonly websocketPort?: number;
  /** Default: `nats-server.log` in the directory. Emptied at the first start, not by `restart()`. */
  readonly logFile?: string;
};

export type RunningNats = {
  /** `nats://127.0.0.1:<port>`, without credentials. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Changes with `restart()`. */
  readonly pid: number;
  readonly monitorUrl: string;
  /** Where browsers connect; undefined without a configuration of one's own, which says so. */
  readonly websocketUrl: string | undefined;
  readonly directory: string;
  /** Where JetStream keeps its streams. */
  readonly storeDirectory: string;
  readonly version: string;
  /** Resolves with how the present process ended, whoever ended it. Changes with `restart()`. */
  readonly exited: Promise<string>;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** Stops what still runs and starts again: same port, same credentials, same store. */
  restart(): Promise<void>;
  /** Writes the configuration anew and, if it says something else than before, has the server take it over without a restart. Tells whether it did. */
  reload(): Promise<boolean>;
};

type Settled = NatsServerOptions & {
  readonly port: number;
  readonly monitorPort: number;
  readonly websocketPort: number;
  readonly serverName: string;
  readonly user: string;
  readonly password: string;
  readonly logFile: string;
};
type Server = {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly exited: Promise<string>;
};

const HOST = '127.0.0.1';
const PASSWORD_BYTES = 24;
const START_LIMIT_MS = 30_000;
const STOP_GRACE_MS = 10_000;
const POLL_MS = 5;
const ATTEMPTS = 5;
const OWNER_ONLY = 0o600;
const PORT_TAKEN = /address already in use/;

/**
 * Starts nats-server on 127.0.0.1 with JetStream on and its store in `directory`, and waits until it answers. It ends
 * with this process, also when this process is killed.
 * @throws when no fit nats-server is found, or with the end of its log when it does not start
 */
export async function startNatsServer(options: NatsServerOptions): Promise<RunningNats> {
  const found = await findNatsServer();
  await mkdir(options.directory, { recursive: true });
  const directory = await realpath(options.directory);
  const { settled, server: first } = await startPatiently(found.path, { ...options, directory });
  let server = first;
  return {
    url: `nats://${HOST}:${settled.port}`,
    host: HOST,
    port: settled.port,
    user: settled.user,
    password: settled.password,
    monitorUrl: `http://${HOST}:${settled.monitorPort}`,
    websocketUrl:
      options.configuration === undefined ? undefined : `ws://${HOST}:${settled.websocketPort}`,
    directory,
    storeDirectory: storeOf(directory),
    version: found.version,
    get pid() {
      return server.pid;
    },
    get exited() {
      return server.exited;
    },
    stop: () => endChild(server.child, 'SIGTERM', STOP_GRACE_MS),
    kill: () => endChild(server.child, 'SIGKILL', STOP_GRACE_MS),
    restart: async () => {
      await endChild(server.child, 'SIGTERM', STOP_GRACE_MS);
      server = await launch(found.path, settled);
    },
    reload: async () => {
      if (hasEnded(server.child) || !(await rewrite(settled))) return false;
      return server.child.kill('SIGHUP');
    },
  };
}

async function startPatiently(program: string, options: NatsServerOptions) {
  const isFixed = options.port !== undefined && options.port !== 0;
  for (let attempt = 1; ; attempt++) {
    const settled = await settle(options);
    closeSync(openLog(settled.logFile, { truncate: true }));
    try {
      return { settled, server: await launch(program, settled) };
    } catch (error) {
      const mayPass = !isFixed && PORT_TAKEN.test(await logTail(settled.logFile));
      if (!mayPass || attempt === ATTEMPTS) throw error;
    }
  }
}

async function settle(options: NatsServerOptions): Promise<Settled> {
  return {
    ...options,
    port: options.port || (await freePort()),
    monitorPort: await freePort(),
    websocketPort: options.websocketPort ?? (await freePort()),
    serverName: `murmuration-${randomUUID()}`,
    user: options.user ?? 'murmuration',
    password: options.password ?? randomBytes(PASSWORD_BYTES).toString('hex'),
    logFile: options.logFile ?? join(options.directory, 'nats-server.log'),
  };
}

async function launch(program: string, settled: Settled): Promise<Server> {
  const configFile = configFileOf(settled);
  await writeFile(configFile, await configurationOf(settled), { mode: OWNER_ONLY });
  const runId = await guardingRun();
  const log = openLog(settled.logFile, { truncate: false });
  const child = spawn(program, ['--config', configFile], {
    env: {
      ...process.env,
      MURMURATION_RUN: runId,
      MURMURATION_ROLE: 'infrastructure',
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = ending(child);
  const pid = await spawned(child);
  const isReady = async () => hasEnded(child) || (await answersAt(settled));
  if ((await waitUntil(isReady, START_LIMIT_MS, POLL_MS)) && !hasEnded(child)) {
    return { child, pid, exited };
  }
  await endChild(child, 'SIGKILL', STOP_GRACE_MS);
  throw new Error(
    `nats-server did not start on ${HOST}:${settled.port} (${await exited}). ` +
      `The end of ${settled.logFile}:\n${await logTail(settled.logFile)}`,
  );
}

const storeOf = (directory: string): string => join(directory, 'store');

const configFileOf = ({ directory }: Settled): string => join(directory, 'nats-server.conf');

/** Tells whether the file says something else now. */
async function rewrite(settled: Settled): Promise<boolean> {
  const configFile = configFileOf(settled);
  const text = await configurationOf(settled);
  if (withoutHashes(text) === withoutHashes(await readFile(configFile, 'utf8'))) return false;
  await writeFile(configFile, text, { mode: OWNER_ONLY });
  return true;
}

// The same password has another hash each time.
function withoutHashes(text: string): string {
  return text.replaceAll(/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/g, '');
}

async function configurationOf(settled: Settled): Promise<string> {
  const storeDirectory = storeOf(settled.directory);
  const { configuration, extraConfig = '' } = settled;
  if (configuration === undefined) return natsServerConfig({ ...settled, storeDirectory });
  const { port, monitorPort, websocketPort, serverName, logFile } = settled;
  const place = { port, monitorPort, websocketPort, serverName, logFile, storeDirectory };
  return `${await configuration(place)}${extraConfig}`;
}

// By its name: on a port that was taken, it is another server that answers.
async function answersAt({ port, serverName }: Settled): Promise<boolean> {
  return (await readServerInfo(HOST, port))?.server_name === serverName;
}
