import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeDirectory, temporaryDirectory } from '../servers/temporary-directory.ts';
import { endOrphans } from './orphans.ts';

it('ends a process that was noted and still runs, and none that only has its id', async () => {
  const directory = await temporaryDirectory('orphans');
  const [script, file] = [join(directory, 'orphan.mjs'), join(directory, 'started')];
  await writeFile(script, 'setInterval(() => {}, 1000)');
  const [orphan, other] = [spawn(process.execPath, [script]), spawn(process.execPath, [script])];
  await Promise.all([once(orphan, 'spawn'), once(other, 'spawn')]);
  await writeFile(file, `${orphan.pid} ${script}\n${other.pid} another-program\n`);
  const ended = once(orphan, 'exit');
  expect(await endOrphans(file)).toBe(1);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(other.exitCode ?? other.signalCode).toBeNull();
  other.kill('SIGKILL');
  await removeDirectory(directory);
});
