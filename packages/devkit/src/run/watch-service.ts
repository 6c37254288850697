import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { envFilePath, readEnvFile } from './env-file.ts';
import { logPath } from './run-context.ts';

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
// What `node --watch` says when the program has ended by itself with an error.
const HAS_CRASHED = /Failed running /;

/**
 * Runs a service with the environment of its env file, again after every change of a file that it imports and after
 * every crash; after five crashes in a row, only after a change. Resolves when it has ended after `signal`.
 */
export async function watchService(service: WatchedService): Promise<void> {
  let crashes = 0;
  while (!service.signal.aborted) {
    const began = performance.now();
    const how = await runOnce(service, crashes < CRASHES_IN_A_ROW);
    if (how === 'ended') return;
    crashes = performance.now() - began > STEADY_AFTER_MS ? 1 : crashes + 1;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (crashes - 1), LONGEST_PAUSE_MS);
    await sleep(pauseMs, undefined, { signal: service.signal }).catch(() => {});
  }
}

async function runOnce(
  service: WatchedService,
  restartsOnCrash: boolean,
): Promise<'ended' | 'crashed'> {
  const watcher = await spawnWatcher(service);
  const closed = once(watcher, 'close');
  const stop = () => watcher.kill('SIGTERM');
  service.signal.addEventListener('abort', stop, { once: true });
  if (service.signal.aborted) stop();
  let hasCrashed = false;
  const endLog = copyOutput(service, watcher, (write) => {
    write(`${CRASH_MARK}: ${restartsOnCrash ? 'starting it again' : 'waiting for a change'}\n`);
    hasCrashed = restartsOnCrash;
    if (restartsOnCrash) stop();
  });
  await closed;
  service.signal.removeEventListener('abort', stop);
  endLog();
  return hasCrashed ? 'crashed' : 'ended';
}

/** Copies what the service prints to this process' output and to the service's log. */
function copyOutput(
  { root, name }: WatchedService,
  watcher: ChildProcess,
  onCrash: (write: (text: string) => void) => void,
): () => void {
  const path = logPath(root, name);
  mkdirSync(dirname(path), { recursive: true });
  const log = createWriteStream(path, { flags: 'a', mode: 0o600 });
  const copyTo = (output: NodeJS.WriteStream) => (chunk: Buffer) => {
    const write = (text: Buffer | string) => [output, log].forEach((target) => target.write(text));
    write(chunk);
    if (HAS_CRASHED.test(chunk.toString('utf8'))) onCrash(write);
  };
  watcher.stdout?.on('data', copyTo(process.stdout));
  watcher.stderr?.on('data', copyTo(process.stderr));
  return () => log.end();
}

// In a session of its own, so that a Ctrl-C reaches it once, by this process, and not from the terminal too.
async function spawnWatcher({ root, runId, name, directory }: WatchedService) {
  const file = envFilePath(root, name);
  const words = ['--watch', '--watch-preserve-output', `--env-file=${file}`, 'src/main.ts'];
  return spawn(process.execPath, words, {
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
