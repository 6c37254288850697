import { randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../processes/child.ts';
import { type FoundProgram, inspectProgram } from './program.ts';
import { compareVersions } from './version.ts';

const EXECUTABLE = 0o755;

/** The user's cache of downloaded programs, shared by all checkouts. */
export function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  const base = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache');
  return join(base, 'murmuration', 'nats-server');
}

/** The newest nats-server in the cache that runs here. */
export async function newestInCache(cache: string): Promise<FoundProgram | undefined> {
  const versions = await readdir(cache).catch(() => []);
  const newestFirst = versions
    .filter((name) => /^\d/.test(name))
    .toSorted((left, right) => compareVersions(right, left));
  for (const version of newestFirst) {
    const found = await inspectProgram(join(cache, version, 'nats-server')).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Copies a downloaded nats-server into the cache. It appears there whole or not at all, also when two checkouts
 * do this at once.
 * @throws when the program does not run here, or is too old
 */
export async function addToCache(cache: string, downloaded: string): Promise<FoundProgram> {
  const draft = join(cache, `.${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  try {
    const program = join(draft, 'nats-server');
    await copyFile(downloaded, program);
    await chmod(program, EXECUTABLE);
    const { version } = await inspectProgram(program);
    const place = join(cache, version);
    const other = await inspectProgram(join(place, 'nats-server')).catch(() => undefined);
    if (other === undefined) {
      await rm(place, { recursive: true, force: true });
      await rename(draft, place).catch(keepTheOther);
    }
    return await inspectProgram(join(place, 'nats-server'));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function keepTheOther(error: unknown): void {
  const isThere = error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY';
  if (!isThere) throw new Error(`The cache cannot be written: ${messageOf(error)}`);
}
