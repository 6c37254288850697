import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { messageOf, run } from '../processes/child.ts';
import { OLDEST_NATS_VERSION, isFitNatsVersion, parseVersion } from './version.ts';

export type FoundProgram = { readonly path: string; readonly version: string };

const ANSWER_LIMIT_MS = 10_000;

/**
 * Asks a nats-server for its version.
 * @throws when it does not run, or is too old
 */
export async function inspectProgram(path: string): Promise<FoundProgram> {
  const version = await askVersion(path);
  if (isFitNatsVersion(version)) return { path, version };
  throw new Error(
    `nats-server ${version} at ${path} is too old: ${OLDEST_NATS_VERSION} or newer is needed`,
  );
}

/**
 * The first nats-server on PATH, if any.
 * @throws when it is unfit
 */
export async function programOnPath(
  environment: NodeJS.ProcessEnv,
): Promise<FoundProgram | undefined> {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'nats-server');
    if (folder !== '' && (await isExecutable(path))) return await inspectProgram(path);
  }
  return undefined;
}

async function askVersion(path: string): Promise<string> {
  const { stdout } = await run(path, ['--version'], { timeout: ANSWER_LIMIT_MS }).catch(
    (error: unknown) => {
      throw new Error(`${path} does not run: ${messageOf(error)}`);
    },
  );
  const version = parseVersion(stdout);
  if (version === undefined) throw new Error(`${path} does not tell a version: ${stdout.trim()}`);
  return version;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
