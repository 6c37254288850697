import { isAlive } from '../processes/is-alive.ts';
import { type RunProcess, describeProcess, processesOfRun } from '../processes/process-table.ts';
import { waitUntil } from '../processes/wait-until.ts';

type Phase = {
  readonly picks: (process: RunProcess) => boolean;
  readonly signal: (process: RunProcess) => NodeJS.Signals;
  readonly graceMs: number;
};

const POLL_MS = 50;
const ROUNDS = 5;
const isOneOf =
  (...roles: string[]) =>
  (process: RunProcess) =>
    roles.includes(process.role ?? '');

// Services drain while everything that they need is still there. Postgres takes SIGINT for a fast shutdown.
const PHASES: readonly Phase[] = [
  { picks: isOneOf('service'), signal: () => 'SIGTERM', graceMs: 10_000 },
  {
    picks: (process) => !isOneOf('support', 'infrastructure')(process),
    signal: () => 'SIGTERM',
    graceMs: 3_000,
  },
  { picks: isOneOf('support'), signal: () => 'SIGTERM', graceMs: 3_000 },
  {
    picks: isOneOf('infrastructure'),
    signal: ({ command }) => (command.includes('postgres') ? 'SIGINT' : 'SIGTERM'),
    graceMs: 10_000,
  },
];

/**
 * Stops every process of a run but its supervisor and its reaper: services first, servers last; SIGKILL for what does
 * not end within its grace period. Does nothing when nothing is left.
 * @param runPrefix a run's id, or the beginning of the ids of all runs of a checkout
 * @returns how many processes it found
 */
export async function stopRun(runPrefix: string): Promise<number> {
  const stopped = new Set<number>();
  // Again until nothing is found: a process may have been just about to start another.
  for (let round = 0; round < ROUNDS; round++) {
    const before = stopped.size;
    for (const phase of PHASES) await stopPhase(runPrefix, phase, stopped);
    if (stopped.size === before) break;
  }
  return stopped.size;
}

async function stopPhase(runPrefix: string, phase: Phase, stopped: Set<number>): Promise<void> {
  const list = async () => (await stoppable(runPrefix)).filter(phase.picks);
  const found = await list();
  if (found.length === 0) return;
  for (const { pid } of found) stopped.add(pid);
  await signalAll(found, phase);
  const areGone = () => !found.some(({ pid }) => isAlive(pid));
  if ((await waitUntil(areGone, phase.graceMs, POLL_MS)) && (await list()).length === 0) return;
  for (const { pid } of await list()) send(pid, 'SIGKILL');
  await waitUntil(async () => (await list()).length === 0, phase.graceMs, POLL_MS);
}

/** The processes that a stop of the run ends: all but those that do the stopping. */
export async function stoppable(runPrefix: string): Promise<RunProcess[]> {
  const processes = await processesOfRun(runPrefix);
  return processes.filter(
    (one) => one.pid !== process.pid && !isOneOf('supervisor', 'reaper')(one),
  );
}

async function signalAll(found: readonly RunProcess[], phase: Phase): Promise<void> {
  const targets = new Map<number, NodeJS.Signals>();
  for (const one of found) targets.set(await targetOf(one, found), phase.signal(one));
  for (const [pid, signal] of targets) send(pid, signal);
}

// A service must see one signal, not one from each of the processes that watch over it: its wrapper passes it on.
async function targetOf(one: RunProcess, found: readonly RunProcess[]): Promise<number> {
  if (one.role !== 'service') return one.pid;
  const parent = found.find(({ pid }) => pid === one.parentPid);
  if (parent !== undefined) return await targetOf(parent, found);
  const wrapper = await describeProcess(one.parentPid);
  return wrapper?.command.includes('dev-service') ? one.parentPid : one.pid;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}
