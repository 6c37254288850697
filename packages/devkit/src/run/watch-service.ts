import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { envFilePath, readEnvFile } from './env-file.ts';
import { logPath } from './run-context.ts';
import { watchSources } from './watch-sources.ts';

export type WatchedService = {
  readonly root: string;
  readonly runId: string;
  readonly name: string;
  /** The service's folder, with src/main.ts in it. */
  readonly directory: string;
  /** Aborted when the service is to drain and end. */
  readonly signal: AbortSignal;
};

/** Written to a service's log whenever it has crashed. */
export const CRASH_MARK = '[dev] crashed';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const CRASHES_IN_A_ROW = 5;
const STEADY_AFTER_MS = 30_000;

/**
 * Runs a service with the environment of its env file, again after every change of its sources and after every crash; after five crashes in a row, only after a
 * change. Resolves when it has ended after `signal`.
 */
export async function watchService(service: WatchedService): Promise<void> {
  let crashes = 0;
  while (!service.signal.aborted) {
    const began = performance.now();
    const how = await runOnce(service, crashes < CRASHES_IN_A_ROW);
    if (how === 'changed') crashes = 0;
    if (how !== 'crashed') continue;
    crashes = performance.now() - began > STEADY_AFTER_MS ? 1 : crashes + 1;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (crashes - 1), LONGEST_PAUSE_MS);
    await sleep(pauseMs, undefined, { signal: service.signal }).catch(() => {});
  }
}

type Ending = 'stopped' | 'changed' | 'crashed';

async function runOnce(service: WatchedService, restartsOnCrash: boolean): Promise<Ending> {
  const { signal } = service;
  const log = openLog(service);
  const sources = await watchSources(service.directory);
  const child = await spawnService(service);
  child.stdout?.on('data', (chunk: Buffer) => log.copy(chunk, process.stdout));
  child.stderr?.on('data', (chunk: Buffer) => log.copy(chunk, process.stderr));
  const stopped = new Promise<'stopped'>((resolve) => {
    if (signal.aborted) resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  const asked = Promise.race([stopped, sources.changed.then(() => 'changed' as const)]);
  const closed = once(child, 'close').then(() => 'crashed' as const);
  let ending: Ending = await Promise.race([asked, closed]);
  if (ending === 'crashed') {
    const next = restartsOnCrash ? 'starting it again' : 'waiting for a change';
    log.copy(`${CRASH_MARK}: ${next}\n`, process.stdout);
    if (!restartsOnCrash) ending = await asked;
  } else child.kill('SIGTERM');
  await closed;
  if (ending === 'changed')
    log.copy('[dev] its sources have changed: starting it again\n', process.stdout);
  sources.close();
  log.end();
  return ending;
}

/** The service's log; what goes there is printed by this process as well. */
function openLog({ root, name }: WatchedService) {
  const path = logPath(root, name);
  mkdirSync(dirname(path), { recursive: true });
  const log = createWriteStream(path, { flags: 'a', mode: 0o600 });
  return {
    copy: (text: Buffer | string, output: NodeJS.WriteStream): void => {
      for (const target of [output, log]) target.write(text);
    },
    end: (): void => void log.end(),
  };
}

// In a session of its own, so that a Ctrl-C reaches it once, by this process, and not from the terminal too.
async function spawnService({ root, runId, name, directory }: WatchedService) {
  const file = envFilePath(root, name);
  return spawn(process.execPath, [`--env-file=${file}`, 'src/main.ts'], {
    cwd: directory,
    detached: true,
    env: {
      ...(await environmentBeside(root, name)),
      MURMURATION_RUN: runId,
      MURMURATION_ROLE: 'service',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

// What the environment has already would win over the file: only a log level may.
async function environmentBeside(root: string, name: string): Promise<NodeJS.ProcessEnv> {
  const fromFile = Object.keys((await readEnvFile(root, name)) ?? {});
  const kept = Object.entries(process.env).filter(
    ([key]) => key === 'LOG_LEVEL' || !fromFile.includes(key),
  );
  return Object.fromEntries(kept);
}
