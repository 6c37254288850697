import { describe, expect, it } from 'vitest';
import type { DevState } from '../run/dev-state.ts';
import { meetRun } from './meet-run.ts';

const run = { mode: 'full', supervisorPid: 4_711 } as const;
const state: DevState = {
  version: 1,
  runId: 'run-1',
  supervisorPid: run.supervisorPid,
  supervisorStart: '1',
  startedAt: '2026-01-05T09:00:00.000Z',
  state: 'ready',
  natsUrl: 'nats://127.0.0.1:4222',
  natsUser: 'operator',
  natsPassword: 'generated',
  natsMonitorUrl: 'http://127.0.0.1:8222',
  postgresUrl: 'postgres://127.0.0.1:5432/postgres',
  services: {},
  paymentSandboxUrl: 'http://127.0.0.1:12111',
  smtpUrl: 'smtp://127.0.0.1:1025',
  mailUrl: 'http://127.0.0.1:8025',
};

describe('a start beside a live run', () => {
  it('ends well, and says where everything is and how to end it', () => {
    const { text, exitCode } = meetRun(run, state, { fresh: false });
    expect(exitCode).toBe(0);
    expect(text).toContain('nats://127.0.0.1:4222');
    expect(text).toMatch(/Murmuration already runs \(process 4711\)\. To end it: npm stop$/);
  });

  it('says so of a run that is not ready yet, and of one by turbo', () => {
    const { text } = meetRun({ ...run, mode: 'infrastructure' }, undefined, { fresh: false });
    expect(text).toMatch(/^Murmuration is already being started by `turbo run dev` \(process/);
  });

  it('that was to remove the data has removed nothing, fails, and says what to do first', () => {
    expect(meetRun(run, state, { fresh: true })).toEqual({
      text: 'Murmuration already runs (process 4711), so nothing was removed. First npm stop, then npm start -- --fresh',
      exitCode: 1,
    });
  });
});
