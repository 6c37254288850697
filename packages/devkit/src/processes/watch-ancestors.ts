import { isAlive } from './is-alive.ts';
import { describeProcess } from './process-table.ts';

const LAUNCHERS = /\bnpm\b|\bnpx\b|\bturbo\b|\bbin\/[\w-]+\.mjs\b/;
const SHELL = /^(?:\S*\/)?(?:sh|bash|dash)\b/;
const EVERY_MS = 500;

/**
 * Calls `onOrphaned` once when a program that launched this process (npm, turbo, one of this package's own
 * scripts) is gone, and with it whoever would have passed on a Ctrl-C.
 */
export async function watchAncestors(onOrphaned: () => void): Promise<void> {
  const launchers = await launchersOf(process.ppid);
  const timer = setInterval(() => {
    if (launchers.every(isAlive)) return;
    clearInterval(timer);
    onOrphaned();
  }, EVERY_MS);
  timer.unref();
}

async function launchersOf(pid: number): Promise<number[]> {
  const found = await describeProcess(pid);
  if (found === undefined || pid <= 1) return [];
  if (LAUNCHERS.test(found.command)) return [pid, ...(await launchersOf(found.parentPid))];
  return SHELL.test(found.command) ? await launchersOf(found.parentPid) : [];
}
