// The process that a local run stands on. Started by a command (`npm start`, or the devkit's own `dev` task), it goes
// on until it gets SIGTERM or that command is gone, unless the command has said that the run is to go on without it.
import { messageOf } from '../processes/child.ts';
import { processStart, processesOfRun } from '../processes/process-table.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { boundLogs } from './bound-logs.ts';
import { bringUp } from './bring-up.ts';
import { clearRun } from './clear-run.ts';
import { orderSchema } from './progress.ts';
import { createReporter, tell } from './reporter.ts';
import type { RunContext } from './run-context.ts';
import { claimRun, runModeSchema, runPrefix } from './run-record.ts';
import { startReaper } from './start-reaper.ts';
import { stopRun } from './stop-run.ts';

const REAPER_LIMIT_MS = 40_000;

async function main([root = '', runId = '', mode]: readonly string[]): Promise<void> {
  const stopping = new AbortController();
  stopWhenTold(stopping);
  const context: RunContext = {
    root,
    runId,
    mode: runModeSchema.parse(mode),
    signal: stopping.signal,
    environment: process.env,
    report: createReporter(),
  };
  if (!(await claim(context))) return;
  try {
    await startReaper(runId, root);
    await endOtherRuns(context);
    await boundLogs(root);
    await Promise.race([runUntilItFails(context), aborted(stopping.signal)]);
  } catch (error) {
    tell({ type: 'failed', message: messageOf(error) });
    process.exitCode = 1;
  } finally {
    stopping.abort();
    await clearRun(root, runId);
  }
}

async function claim({ root, runId, mode }: RunContext): Promise<boolean> {
  const supervisorStart = (await processStart(process.pid)) ?? '';
  const other = await claimRun(root, { runId, supervisorPid: process.pid, supervisorStart, mode });
  if (other !== undefined) tell({ type: 'already-running' });
  return other === undefined;
}

/** A crashed run of this checkout may still be in the hands of its reaper, or may have lost that too. */
async function endOtherRuns({ root, runId }: RunContext): Promise<void> {
  const list = async () =>
    (await processesOfRun(runPrefix(root))).filter((one) => one.runId !== runId);
  for (const other of new Set((await list()).map((one) => one.runId))) await stopRun(other);
  await waitUntil(async () => (await list()).length === 0, REAPER_LIMIT_MS);
}

async function runUntilItFails(context: RunContext): Promise<never> {
  const { kept } = await bringUp(context);
  tell({ type: 'ready' });
  return await kept;
}

function stopWhenTold(stopping: AbortController): void {
  let goesOnAlone = false;
  process.on('message', (message) => {
    if (orderSchema.safeParse(message).success) goesOnAlone = true;
  });
  process.on('disconnect', () => {
    if (!goesOnAlone) stopping.abort();
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => stopping.abort());
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
}

await main(process.argv.slice(2));
process.exit();
