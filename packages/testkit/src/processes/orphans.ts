import { execFile } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** The file in which the test processes of a run note what they have started. */
export const STARTED_FILE = 'MURMURATION_TEST_STARTED';

const run = promisify(execFile);

/**
 * Notes a process that this one has started, in case that it is killed before it can stop it.
 * @param mark a part of its command line that no other process has, such as a path
 */
export function noteStarted(pid: number | undefined, mark: string): void {
  const file = process.env[STARTED_FILE];
  if (file === undefined || pid === undefined) return;
  appendFileSync(file, `${pid} ${mark}\n`);
}

/**
 * Ends what is left of the processes that were noted. A process that only has the same id is left alone.
 * @returns how many were ended
 */
export async function endOrphans(file: string): Promise<number> {
  const noted = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const ended = await Promise.all(noted.map(endIfAlive));
  return ended.filter(Boolean).length;
}

async function endIfAlive(line: string): Promise<boolean> {
  const [pid = '', ...mark] = line.split(' ');
  const command = await commandOf(pid);
  if (!command.includes(mark.join(' '))) return false;
  try {
    process.kill(Number(pid), 'SIGKILL');
    return true;
  } catch {
    // it has ended by itself meanwhile
    return false;
  }
}

// Empty when there is no such process.
async function commandOf(pid: string): Promise<string> {
  const listed = await run('ps', ['-o', 'args=', '-ww', '-p', pid]).catch(() => undefined);
  return listed?.stdout.trim() ?? '';
}
