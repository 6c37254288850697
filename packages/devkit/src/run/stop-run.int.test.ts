import { describe, expect, it } from 'vitest';
import { isAlive } from '../processes/is-alive.ts';
import { processOfRun, testRunId } from '../testing/run-process.ts';
import { stopRun } from './stop-run.ts';

const DEAF = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`;

describe('stopping a run', () => {
  it('kills what does not listen', async () => {
    const runId = testRunId();
    const { pid } = await processOfRun(runId, 'task', DEAF);
    expect(await stopRun(runId)).toBe(1);
    expect(isAlive(pid)).toBe(false);
  });

  it('leaves other runs, its supervisor and its reaper alone', async () => {
    const runId = testRunId();
    const spared = await Promise.all([
      processOfRun(testRunId(), 'task'),
      processOfRun(runId, 'supervisor'),
      processOfRun(runId, 'reaper'),
    ]);
    await processOfRun(runId, 'task');
    expect(await stopRun(runId)).toBe(1);
    expect(spared.every(({ pid }) => isAlive(pid))).toBe(true);
  });

  it('does nothing when nothing is left', async () => {
    expect(await stopRun(testRunId())).toBe(0);
  });
});
