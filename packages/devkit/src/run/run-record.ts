import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { link, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive } from '../processes/is-alive.ts';
import { belongsToRun, processStart } from '../processes/process-table.ts';
import { stateDirectory } from '../repository.ts';
import { writePrivateFile } from './write-private-file.ts';

/** `full`: the supervisor runs the services too. `infrastructure`: somebody else's `turbo run dev` does. */
export const runModeSchema = z.enum(['full', 'infrastructure']);
export type RunMode = z.infer<typeof runModeSchema>;

const runRecordSchema = z.object({
  runId: z.string(),
  supervisorPid: z.number().int(),
  supervisorStart: z.string(),
  mode: runModeSchema,
});
/** Who runs this checkout. */
export type RunRecord = z.infer<typeof runRecordSchema>;

/** Begins the id of every run of this checkout, so that they are found without any file. */
export function runPrefix(root: string): string {
  return `${createHash('sha256').update(root).digest('hex').slice(0, 12)}-`;
}

export function newRunId(root: string): string {
  return `${runPrefix(root)}${randomBytes(6).toString('hex')}`;
}

/** The latest run, also when it is over; undefined before the first. */
export async function readRunRecord(root: string): Promise<RunRecord | undefined> {
  const [latest] = await listTurns(root);
  return latest === undefined ? undefined : await readTurn(root, latest);
}

/** The run of this checkout whose supervisor is alive. */
export async function readLiveRun(root: string): Promise<RunRecord | undefined> {
  const record = await readRunRecord(root);
  return record !== undefined && (await isSupervisor(record)) ? record : undefined;
}

/** Whether the process is alive and is the one that is meant: ids are used again. */
export async function isSupervisor(
  record: Pick<RunRecord, 'runId' | 'supervisorPid' | 'supervisorStart'>,
): Promise<boolean> {
  if (record.supervisorPid <= 0 || !isAlive(record.supervisorPid)) return false;
  if ((await processStart(record.supervisorPid)) !== record.supervisorStart) return false;
  return await belongsToRun(record.supervisorPid, record.runId);
}

/**
 * Makes this process the supervisor of the checkout.
 *
 * Runs take turns, numbered by files that are linked into place, which at most one process can do. A turn ends with
 * its process; the file stays, so that numbers only grow, until the next turn. Whoever was slow and took a number that
 * is over already sees a higher one, and tries again.
 * @returns the run that has the checkout, if one is alive
 */
export async function claimRun(root: string, record: RunRecord): Promise<RunRecord | undefined> {
  const draft = join(turnsFolder(root), `draft-${randomUUID()}`);
  await writePrivateFile(draft, JSON.stringify(record));
  try {
    for (;;) {
      const latest = (await listTurns(root))[0] ?? 0;
      const holder = await readTurn(root, latest);
      if (holder !== undefined && (await isSupervisor(holder))) return holder;
      if (await takeTurn(root, draft, latest + 1)) return undefined;
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function takeTurn(root: string, draft: string, turn: number): Promise<boolean> {
  if (!(await linkUnlessThere(draft, turnPath(root, turn)))) return false;
  const [latest, ...earlier] = await listTurns(root);
  if (latest !== turn) {
    await rm(turnPath(root, turn), { force: true });
    return false;
  }
  for (const over of earlier) await rm(turnPath(root, over), { force: true });
  return true;
}

/** The latest first. */
async function listTurns(root: string): Promise<number[]> {
  const names = await readdir(turnsFolder(root)).catch(ignoreMissing);
  const turns = (names ?? [])
    .filter((name) => /^\d+\.json$/.test(name))
    .map((name) => Number.parseInt(name, 10));
  return turns.toSorted((left, right) => right - left);
}

async function readTurn(root: string, turn: number): Promise<RunRecord | undefined> {
  const text = await readFile(turnPath(root, turn), 'utf8').catch(ignoreMissing);
  try {
    return runRecordSchema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

function turnsFolder(root: string): string {
  return join(stateDirectory(root), 'runs');
}

function turnPath(root: string, turn: number): string {
  return join(turnsFolder(root), `${turn}.json`);
}
