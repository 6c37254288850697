import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { ending, spawned } from '../processes/child.ts';
import { logTail, openLog } from '../processes/log-file.ts';
import { type Progress, type Order, progressSchema } from '../run/progress.ts';
import { logPath } from '../run/run-context.ts';
import { type RunMode, newRunId } from '../run/run-record.ts';

export type Supervisor = {
  /** How the start went: of all progress, the piece that settles it. */
  readonly settled: Promise<Extract<Progress, { type: 'ready' | 'already-running' | 'failed' }>>;
  /** Resolves when the supervisor, and with it the run, is gone. */
  readonly gone: Promise<void>;
  /** Fails of a run that was ready come here. */
  readonly failure: () => string | undefined;
  /** Ends the run. Resolves when nothing of it is left. */
  stop(): Promise<void>;
  /** Lets the run go on when this process ends. */
  detach(): Promise<void>;
};

type Listener = (progress: Extract<Progress, { type: 'step' | 'notice' }>) => void;

/** Starts a supervisor in a session of its own, out of reach of the terminal's Ctrl-C. */
export async function launchSupervisor(
  root: string,
  mode: RunMode,
  onProgress: Listener,
): Promise<Supervisor> {
  const child = await spawnSupervisor(root, mode);
  const exited = ending(child);
  let failure: string | undefined;
  const settled = new Promise<Awaited<Supervisor['settled']>>((resolve) => {
    child.on('message', (message) => {
      const progress = progressSchema.parse(message);
      if (progress.type === 'failed') failure = progress.message;
      if (progress.type === 'step' || progress.type === 'notice') onProgress(progress);
      else resolve(progress);
    });
    void exited.then(async (how) => resolve({ type: 'failed', message: await epitaph(root, how) }));
  });
  return {
    settled,
    gone: exited.then(() => {}),
    failure: () => failure,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
    detach: () => detach(child),
  };
}

async function spawnSupervisor(root: string, mode: RunMode): Promise<ChildProcess> {
  const runId = newRunId(root);
  const script = join(import.meta.dirname, '../run/supervisor.ts');
  const log = openLog(logPath(root, 'supervisor'), { truncate: true });
  const child = spawn(process.execPath, [script, root, runId, mode], {
    cwd: root,
    detached: true,
    env: { ...process.env, MURMURATION_RUN: runId, MURMURATION_ROLE: 'supervisor' },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  await spawned(child);
  return child;
}

async function epitaph(root: string, how: string): Promise<string> {
  if (how === 'exit code 0') return 'It was stopped before it was ready.';
  const log = logPath(root, 'supervisor');
  return `The supervisor ended (${how}). The end of ${log}:\n${await logTail(log)}`;
}

async function detach(child: ChildProcess): Promise<void> {
  const order: Order = { type: 'detach' };
  await new Promise<void>((resolve) => child.send(order, () => resolve()));
  child.disconnect();
  child.unref();
}
