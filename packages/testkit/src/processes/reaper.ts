// A process of its own that outlives whatever ends a test run: when the pipe from it breaks, it ends what is left of the
// processes that the run has started, and removes its folder.
import { dirname } from 'node:path';
import { removeDirectory } from '../servers/temporary-directory.ts';
import { endOrphans } from './orphans.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: reaper <file>');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const reap = async (): Promise<void> => {
  await endOrphans(file);
  await removeDirectory(dirname(file));
};
process.stdin.once('close', () => void reap());
process.stdin.resume();
