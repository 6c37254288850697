// The devkit's own `dev` task. Under `npm start` it waits with the run that is there; for someone who types
// `npx turbo run dev` it is what brings the infrastructure up, and takes it down at the end.
import { watchAncestors } from '../processes/watch-ancestors.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { REPOSITORY_ROOT } from '../repository.ts';
import { readLiveRun } from '../run/run-record.ts';
import { type Supervisor, launchSupervisor } from './launch-supervisor.ts';
import { stepLine, summary } from './summary.ts';
import { readDevState } from '../run/dev-state.ts';

const root = REPOSITORY_ROOT;
const POLL_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function main(): Promise<number> {
  if ((await readLiveRun(root)) !== undefined) return await waitForEnd();
  const supervisor = await launchSupervisor(root, 'infrastructure', (progress) => {
    if (progress.type === 'notice') console.log(progress.text);
    else console.log(stepLine(progress.name, progress.outcome, progress.ms));
  });
  for (const signal of SIGNALS) process.on(signal, () => void supervisor.stop());
  void watchAncestors(() => void supervisor.stop());
  const settled = await supervisor.settled;
  if (settled.type === 'already-running') return await waitForEnd();
  if (settled.type === 'ready') await sayReady();
  return await reportEnd(supervisor);
}

async function sayReady(): Promise<void> {
  const state = await readDevState(root);
  if (state !== undefined) console.log(`${summary(state)}Murmuration is ready.`);
}

async function reportEnd(supervisor: Supervisor): Promise<number> {
  await supervisor.gone;
  const failure = supervisor.failure();
  if (failure !== undefined) console.error(failure);
  return failure === undefined ? 0 : 1;
}

async function waitForEnd(): Promise<number> {
  let isTold = false;
  for (const signal of SIGNALS) process.on(signal, () => (isTold = true));
  void watchAncestors(() => (isTold = true));
  const isOver = async () => isTold || (await readLiveRun(root)) === undefined;
  await waitUntil(isOver, Infinity, POLL_MS);
  return 0;
}

process.exitCode = await main();
process.exit();
