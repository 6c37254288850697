import { messageOf } from '../processes/child.ts';
import { cacheDirectory, newestInCache } from './cache.ts';
import { fetchFromDebian } from './debian-packages.ts';
import { fetchFromDocker } from './docker-image.ts';
import { type FoundProgram, inspectProgram, programOnPath } from './program.ts';
import { OLDEST_NATS_VERSION } from './version.ts';

export type FoundNatsServer = {
  readonly path: string;
  readonly version: string;
  readonly source: 'environment' | 'path' | 'cache' | 'debian' | 'docker';
};

export type FindNatsServerOptions = {
  /** Default: that of this process. MURMURATION_NATS_SERVER, PATH, XDG_CACHE_HOME and HOME are read. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Told, in one line each, of what was refused or failed; not of what is merely absent. */
  readonly onNotice?: (line: string) => void;
};

type Source = Exclude<FoundNatsServer['source'], 'environment'>;
type Way = {
  readonly source: Source;
  /** Undefined when there is none; fails when there is one that will not do. */
  readonly find: () => Promise<FoundProgram | undefined>;
};

/**
 * A nats-server of version 2.12 or newer: the one that MURMURATION_NATS_SERVER names, or else the first of: on PATH,
 * in the cache of earlier downloads, in the machine's own Debian packages, in the official Docker image.
 * @throws with why each way failed, and what to install
 */
export async function findNatsServer(
  options: FindNatsServerOptions = {},
): Promise<FoundNatsServer> {
  const environment = options.environment ?? process.env;
  const named = environment['MURMURATION_NATS_SERVER'];
  if (named) return await findNamed(named);
  const refusals: string[] = [];
  for (const { source, find } of waysToFind(environment)) {
    try {
      const found = await find();
      if (found !== undefined) return { ...found, source };
      refusals.push(`${source === 'path' ? 'PATH' : source}: no nats-server there`);
    } catch (error) {
      refusals.push(messageOf(error));
      options.onNotice?.(messageOf(error));
    }
  }
  throw new Error(whatToInstall(refusals));
}

async function findNamed(path: string): Promise<FoundNatsServer> {
  try {
    return { ...(await inspectProgram(path)), source: 'environment' };
  } catch (error) {
    throw new Error(`MURMURATION_NATS_SERVER: ${messageOf(error)}`);
  }
}

function waysToFind(environment: NodeJS.ProcessEnv): Way[] {
  const cache = cacheDirectory(environment);
  return [
    { source: 'path', find: () => programOnPath(environment) },
    { source: 'cache', find: () => newestInCache(cache) },
    { source: 'debian', find: () => fetchFromDebian(cache) },
    { source: 'docker', find: () => fetchFromDocker(cache) },
  ];
}

function whatToInstall(refusals: readonly string[]): string {
  const install =
    process.platform === 'darwin'
      ? 'brew install nats-server'
      : `install nats-server ${OLDEST_NATS_VERSION} or newer with your package manager`;
  return [
    'No usable nats-server was found:',
    ...refusals.map((refusal) => `  - ${refusal}`),
    `What to do: ${install}, or set MURMURATION_NATS_SERVER=/path/to/nats-server, ` +
      'or set NATS_URL to a server of your own.',
  ].join('\n');
}
