import type { DevState } from '@murmuration/devkit';
import { describe, expect, test } from 'vitest';
import { NothingRuns } from '../output/failure.ts';
import { connectionSettings, findDevState, type ReadState } from './settings.ts';

const state: DevState = {
  version: 1,
  runId: 'run-1',
  supervisorPid: 1,
  supervisorStart: '1',
  startedAt: '2026-01-05T09:00:00.000Z',
  state: 'ready',
  natsUrl: 'nats://127.0.0.1:24222',
  natsUser: 'operator',
  natsPassword: 'generated',
  natsMonitorUrl: 'http://127.0.0.1:28222',
  postgresUrl: 'postgres://127.0.0.1:25432/postgres',
  services: {},
  paymentSandboxUrl: 'http://127.0.0.1:21211',
  smtpUrl: 'smtp://127.0.0.1:20025',
  mailUrl: 'http://127.0.0.1:20080',
};

const runsAt =
  (home: string): ReadState =>
  async (root) =>
    root === home ? state : undefined;
const nowhere: ReadState = async () => undefined;

describe('findDevState', () => {
  test('looks in the folder and in all above it', async () => {
    expect(await findDevState('/home/shop/services/order', runsAt('/home/shop'))).toBe(state);
    expect(await findDevState('/home/shop', runsAt('/home/shop'))).toBe(state);
  });

  test('does not look beside or below', async () => {
    expect(await findDevState('/home', runsAt('/home/shop'))).toBeUndefined();
  });
});

describe('connectionSettings', () => {
  test('takes the local run when no server is named', async () => {
    expect(await connectionSettings({}, {}, '/shop', runsAt('/shop'))).toEqual({
      url: state.natsUrl,
      user: 'operator',
      password: 'generated',
    });
  });

  test('takes the environment before the local run, without its credentials', async () => {
    const environment = { MURMURATION_URL: 'nats://elsewhere:4222', MURMURATION_USER: 'me' };
    expect(await connectionSettings({}, environment, '/shop', runsAt('/shop'))).toEqual({
      url: 'nats://elsewhere:4222',
      user: 'me',
      password: '',
    });
  });

  test('takes options before the environment', async () => {
    const environment = { MURMURATION_URL: 'nats://elsewhere:4222', MURMURATION_PASSWORD: 'old' };
    const options = { server: 'nats://here:4222', user: 'me', password: 'new' };
    expect(await connectionSettings(options, environment, '/shop', nowhere)).toEqual({
      url: 'nats://here:4222',
      user: 'me',
      password: 'new',
    });
  });

  test('sends no credentials to a server that wants none', async () => {
    const open: ReadState = async () => ({ ...state, natsUser: '', natsPassword: '' });
    expect(await connectionSettings({}, {}, '/shop', open)).toEqual({ url: state.natsUrl });
  });

  test('says so when nothing runs', async () => {
    await expect(connectionSettings({}, {}, '/shop', nowhere)).rejects.toThrow(NothingRuns);
  });
});
