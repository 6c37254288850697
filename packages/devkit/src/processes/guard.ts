import { randomUUID } from 'node:crypto';
import { startReaper } from '../run/start-reaper.ts';

let ownRun: Promise<string> | undefined;

/**
 * The run that a server started by this process belongs to. Within a run it is that one; any other program (a test, a
 * benchmark) gets one of its own, with a reaper that ends its servers when the program ends, also by SIGKILL.
 */
export async function guardingRun(): Promise<string> {
  const given = process.env['MURMURATION_RUN'];
  if (given !== undefined && given !== '') return given;
  ownRun ??= startOwnRun();
  return await ownRun;
}

async function startOwnRun(): Promise<string> {
  const runId = `guard-${randomUUID()}`;
  await startReaper(runId);
  return runId;
}
