import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { ending, hasEnded, spawned } from '../processes/child.ts';
import { logTail, openLog } from '../processes/log-file.ts';
import { waitUntil } from '../processes/wait-until.ts';
import type { Running } from './keep-running.ts';

export type Program = {
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
};

const START_LIMIT_MS = 30_000;
const PROBE_LIMIT_MS = 1_000;

/** Starts a program with its output added to a log file. */
export async function startProgram(program: Program): Promise<Running & { child: ChildProcess }> {
  const log = openLog(program.logFile, { truncate: false });
  const child = spawn(program.command, program.words, {
    cwd: program.directory,
    env: program.environment,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = ending(child);
  await spawned(child);
  return { child, exited };
}

/**
 * Starts a program that serves HTTP and waits until `healthUrl` answers with success.
 * @throws with the end of its log when it does not
 */
export async function startHttpProgram(program: Program, healthUrl: string): Promise<Running> {
  const { child, exited } = await startProgram(program);
  const isUp = async () => hasEnded(child) || (await isHealthy(healthUrl));
  if ((await waitUntil(isUp, START_LIMIT_MS)) && !hasEnded(child)) return { exited };
  child.kill('SIGKILL');
  throw new Error(await failure(program, `did not start (${await exited})`));
}

/**
 * Runs a program to its end.
 * @throws with the end of its log when it ends with anything but exit code 0
 */
export async function runProgram(program: Program): Promise<void> {
  const { exited } = await startProgram(program);
  const how = await exited;
  if (how !== 'exit code 0') throw new Error(await failure(program, `failed (${how})`));
}

export async function failure(program: Pick<Program, 'name' | 'logFile'>, what: string) {
  const tail = await logTail(program.logFile);
  return `${program.name} ${what}. The end of ${program.logFile}:\n${tail}`;
}

async function isHealthy(url: string): Promise<boolean> {
  const probe = fetch(url, { signal: AbortSignal.timeout(PROBE_LIMIT_MS) });
  return await probe.then(
    (response) => response.ok,
    () => false,
  );
}
