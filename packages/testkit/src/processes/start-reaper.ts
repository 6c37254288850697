import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '../servers/temporary-directory.ts';
import { STARTED_FILE } from './orphans.ts';

/**
 * Sees to it that nothing that this process and its children note as started outlives this process, however it ends.
 * @returns ends what is left now
 */
export async function startReaper(): Promise<() => Promise<void>> {
  const file = join(await temporaryDirectory('run'), 'started');
  await writeFile(file, '');
  const reaper = spawn(process.execPath, [join(import.meta.dirname, 'reaper.ts'), file], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  await once(reaper, 'spawn');
  reaper.unref();
  process.env[STARTED_FILE] = file;
  return async () => {
    delete process.env[STARTED_FILE];
    // a program that waits for nothing else must not end before it has
    reaper.ref();
    const ended = once(reaper, 'exit');
    reaper.stdin.end();
    await ended;
  };
}
