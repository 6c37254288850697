import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { processStart } from '../processes/process-table.ts';
import { processOfRun, testRunId } from '../testing/run-process.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { type DevState, devStatePath, readDevState, writeDevState } from './dev-state.ts';

async function stateOf(pid: number, runId: string): Promise<DevState> {
  return {
    version: 1,
    runId,
    supervisorPid: pid,
    supervisorStart: (await processStart(pid)) ?? '',
    startedAt: '2026-01-01T00:00:00.000Z',
    state: 'ready',
    natsUrl: 'nats://127.0.0.1:4222',
    natsUser: 'murmuration',
    natsPassword: 'secret',
    natsMonitorUrl: 'http://127.0.0.1:8222',
    postgresUrl: 'postgres://postgres:secret@127.0.0.1:5432/murmuration',
    services: { payment: { databaseUrl: 'postgres://…', url: 'http://127.0.0.1:3000' } },
    paymentSandboxUrl: 'http://127.0.0.1:3001',
    smtpUrl: 'smtp://127.0.0.1:1025',
    mailUrl: 'http://127.0.0.1:8025',
  };
}

describe('the state of the local run', () => {
  it('is there while its supervisor lives, for its owner only', async () => {
    const [root, runId] = [temporaryFolder(), testRunId()];
    const { pid } = await processOfRun(runId, 'supervisor');
    const state = await stateOf(pid, runId);
    await writeDevState(root, state);
    expect(await readDevState(root)).toEqual(state);
    expect((await stat(devStatePath(root))).mode & 0o077).toBe(0);
  });

  it('is not there before any run', async () => {
    expect(await readDevState(temporaryFolder())).toBeUndefined();
  });

  it('is not there any more when the supervisor was killed', async () => {
    const [root, runId] = [temporaryFolder(), testRunId()];
    const { child, pid } = await processOfRun(runId, 'supervisor');
    await writeDevState(root, await stateOf(pid, runId));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readDevState(root)).toBeUndefined();
  });

  it('is not taken for that of a later process with the same id', async () => {
    const [root, runId] = [temporaryFolder(), testRunId()];
    const { pid } = await processOfRun(runId, 'supervisor');
    const state = await stateOf(pid, runId);
    await writeDevState(root, { ...state, supervisorStart: '1' });
    expect(await readDevState(root)).toBeUndefined();
    await writeDevState(root, { ...state, runId: testRunId() });
    expect(await readDevState(root)).toBeUndefined();
  });
});
