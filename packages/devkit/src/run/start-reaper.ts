import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Socket } from 'node:net';
import { spawned } from '../processes/child.ts';

/**
 * Starts a process that ends everything of the run when this process ends, however it ends. Everything of the run
 * must carry MURMURATION_RUN in its environment.
 * @param root the checkout whose files tell of the run, if any do
 */
export async function startReaper(runId: string, root?: string): Promise<void> {
  const script = join(import.meta.dirname, 'reaper.ts');
  const words = root === undefined ? [script, runId] : [script, runId, root];
  const reaper = spawn(process.execPath, words, {
    cwd: '/',
    detached: true,
    env: { ...process.env, MURMURATION_RUN: runId, MURMURATION_ROLE: 'reaper' },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  await spawned(reaper);
  // Neither the process nor the pipe is to keep this one alive.
  reaper.unref();
  reaper.stdin.on('error', () => {});
  if (reaper.stdin instanceof Socket) reaper.stdin.unref();
}
