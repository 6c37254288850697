import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, run } from '../processes/child.ts';
import { addToCache } from './cache.ts';
import type { FoundProgram } from './program.ts';

const IMAGE = 'nats:2.15-alpine';
const PROGRAMS = ['/usr/local/bin/nats-server', '/nats-server', '/usr/bin/nats-server'];
const PULL_LIMIT_MS = 300_000;

/**
 * Takes nats-server out of the official Docker image and puts it into the cache. The program is linked statically, so
 * that it runs on the host itself: it is started, killed and cleaned up like any other process.
 * @throws where there is no Docker, or where the host cannot run Linux programs
 */
export async function fetchFromDocker(cache: string): Promise<FoundProgram> {
  if (process.platform !== 'linux') {
    throw new Error(`Docker: the program in ${IMAGE} runs on Linux only`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'murmuration-docker-'));
  try {
    const container = await createContainer();
    try {
      return await addToCache(cache, await copyProgram(container, folder));
    } finally {
      await docker('rm', '--force', container);
    }
  } catch (error) {
    throw new Error(`Docker: ${messageOf(error).trim().split('\n').at(-1)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function createContainer(): Promise<string> {
  const output = await docker('create', IMAGE);
  // A pull reports its progress first; the last line is the container's id.
  return output.trim().split('\n').at(-1) ?? '';
}

async function copyProgram(container: string, folder: string): Promise<string> {
  const target = join(folder, 'nats-server');
  for (const program of PROGRAMS) {
    const isThere = await docker('cp', '--follow-link', `${container}:${program}`, target).then(
      () => true,
      () => false,
    );
    if (isThere) return target;
  }
  throw new Error(`${IMAGE} has no nats-server in it`);
}

async function docker(...words: string[]): Promise<string> {
  return (await run('docker', words, { timeout: PULL_LIMIT_MS })).stdout;
}
