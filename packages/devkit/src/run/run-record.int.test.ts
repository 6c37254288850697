import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processStart } from '../processes/process-table.ts';
import { processOfRun, testRunId } from '../testing/run-process.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type RunRecord, claimRun, readLiveRun } from './run-record.ts';

async function liveRecord() {
  const runId = testRunId();
  const { child, pid } = await processOfRun(runId, 'supervisor');
  const supervisorStart = (await processStart(pid)) ?? '';
  const record: RunRecord = { runId, supervisorPid: pid, supervisorStart, mode: 'full' };
  return { record, child };
}

describe('the claim on a checkout', () => {
  it('goes to one run at a time', async () => {
    const root = temporaryFolder();
    const [first, second] = [await liveRecord(), await liveRecord()];
    expect(await claimRun(root, first.record)).toBeUndefined();
    expect(await claimRun(root, second.record)).toEqual(first.record);
    expect(await readLiveRun(root)).toEqual(first.record);
  });

  it('goes to exactly one of many that want it at once after a crash', async () => {
    const root = temporaryFolder();
    const crashed = await liveRecord();
    await claimRun(root, crashed.record);
    crashed.child.kill('SIGKILL');
    await once(crashed.child, 'exit');
    const wanting = await Promise.all(Array.from({ length: 8 }, liveRecord));
    const refusals = await Promise.all(wanting.map(({ record }) => claimRun(root, record)));
    expect(refusals.filter((refusal) => refusal === undefined)).toHaveLength(1);
    const winner = wanting[refusals.indexOf(undefined)];
    expect(await readLiveRun(root)).toEqual(winner?.record);
  });

  it('is free when the file says nothing sensible', async () => {
    const root = temporaryFolder();
    await mkdir(join(root, '.murmuration/runs'), { recursive: true });
    await writeFile(join(root, '.murmuration/runs/7.json'), '{"runId":');
    const { record } = await liveRecord();
    expect(await claimRun(root, record)).toBeUndefined();
    expect(await readLiveRun(root)).toEqual(record);
  });
});
