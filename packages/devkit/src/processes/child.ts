import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

export const run = promisify(execFile);

/** The message of anything that was thrown, for a person. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const missing = /^spawn (\S+) ENOENT$/.exec(error.message)?.[1];
  return missing === undefined ? error.message : `there is no ${missing} on this machine`;
}

/** Resolves when the process was created. Fails with what the system said, for one, that there is no such program. */
export async function spawned(child: ChildProcess): Promise<number> {
  if (child.pid === undefined) await once(child, 'spawn');
  if (child.pid === undefined) throw new Error(`no process id for ${child.spawnfile}`);
  return child.pid;
}

/** Resolves with how the process ended: `exit code 1`, `SIGKILL`. */
export function ending(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
}

/** Sends `signal` and waits for the end; SIGKILL after `graceMs`. */
export async function endChild(child: ChildProcess, signal: NodeJS.Signals, graceMs: number) {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
