// A process of its own that outlives a crash of whoever started it: when the pipe to that one breaks, for whatever
// reason, it ends what is left of the run.
import { clearRun } from './clear-run.ts';
import { stopRun } from './stop-run.ts';

const [runId, root] = process.argv.slice(2);
if (runId === undefined) throw new Error('usage: reaper <run id> [<checkout>]');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

let isReaping = false;
const reap = async () => {
  if (isReaping) return;
  isReaping = true;
  await (root === undefined ? stopRun(runId) : clearRun(root, runId));
  process.exit(0);
};
process.stdin.on('close', () => void reap());
process.stdin.on('error', () => void reap());
process.stdin.resume();
