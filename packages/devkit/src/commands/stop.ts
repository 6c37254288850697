// `npm stop`.
import { messageOf } from '../processes/child.ts';
import { processesOfRun } from '../processes/process-table.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { REPOSITORY_ROOT } from '../repository.ts';
import { clearRun } from '../run/clear-run.ts';
import { type RunRecord, readLiveRun, runPrefix } from '../run/run-record.ts';

// The sum of what a stop may take at the longest.
const STOP_LIMIT_MS = 60_000;
const POLL_MS = 50;
const root = REPOSITORY_ROOT;

async function main(): Promise<number> {
  const began = performance.now();
  const found = await count();
  const run = await readLiveRun(root);
  if (run !== undefined) await stopLive(run);
  await clearRun(root, runPrefix(root));
  await waitUntil(async () => (await count()) === 0, STOP_LIMIT_MS, POLL_MS);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const left = await processesOfRun(runPrefix(root));
  if (left.length > 0) {
    for (const { pid, command } of left) console.error(`  ${pid} ${command}`);
    console.error(`Murmuration: ${left.length} processes are still there after ${seconds} s.`);
    return 1;
  }
  console.log(found === 0 ? 'Murmuration was not running.' : describe(found, seconds));
  return 0;
}

const describe = (found: number, seconds: string) =>
  `Murmuration has stopped (${found} processes, ${seconds} s). Nothing of it is left running.`;

async function count(): Promise<number> {
  return (await processesOfRun(runPrefix(root))).length;
}

async function stopLive({ supervisorPid }: RunRecord): Promise<void> {
  const send = (signal: NodeJS.Signals) => {
    try {
      process.kill(supervisorPid, signal);
    } catch (error) {
      throw new Error(`Process ${supervisorPid} cannot be stopped: ${messageOf(error)}`);
    }
  };
  const isGone = async () => (await readLiveRun(root)) === undefined;
  send('SIGTERM');
  if (!(await waitUntil(isGone, STOP_LIMIT_MS, POLL_MS))) send('SIGKILL');
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`Murmuration could not be stopped: ${messageOf(error)}`);
  process.exitCode = 1;
}
