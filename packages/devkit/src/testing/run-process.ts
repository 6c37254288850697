import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { spawned } from '../processes/child.ts';

export const testRunId = () => `test-${randomUUID()}`;

/** A process that carries a run in its environment, until it is killed at the end of the test. */
export async function processOfRun(
  runId: string,
  role: string,
  script = 'setInterval(() => {}, 1000)',
): Promise<{ child: ChildProcess; pid: number }> {
  // The line tells that the script has run, its signal handlers and all.
  const child = spawn(process.execPath, ['-e', `${script}; console.log('up')`], {
    env: { ...process.env, MURMURATION_RUN: runId, MURMURATION_ROLE: role },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = await spawned(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return { child, pid };
}
