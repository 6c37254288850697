import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stateDirectory } from '../repository.ts';
import { removeDevState } from './dev-state.ts';
import { readRunRecord } from './run-record.ts';
import { stopRun } from './stop-run.ts';

/**
 * Ends a run: stops its processes, then removes the files that tell of it. The data stays.
 * @returns how many processes were stopped
 */
export async function clearRun(root: string, runPrefix: string): Promise<number> {
  const count = await stopRun(runPrefix);
  const record = await readRunRecord(root);
  if (record === undefined || record.runId.startsWith(runPrefix)) {
    await removeDevState(root);
    await rm(join(stateDirectory(root), 'env'), { recursive: true, force: true });
  }
  return count;
}
