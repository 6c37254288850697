import { describe, expect, test } from 'vitest';
import { fakeShopOfEachTest } from '../../test/fake-shop-of-each-test.ts';
import { ExitCode } from '../exit-code.ts';

const moment = '2026-01-05T09:00:00.000Z';

const { shop, murmur } = fakeShopOfEachTest();

describe('dead', () => {
  const letter = {
    id: 'd-1',
    reaction: 'charge',
    messageId: 'e-1',
    messageName: 'order.placed.v1',
    key: 'o-1',
    reason: 'exhausted',
    message: null,
    fingerprint: 'f00d',
    attempts: 3,
    firstFailedAt: moment,
    lastFailedAt: moment,
    status: 'open',
    settledAt: null,
    settledBy: null,
    settledReason: null,
  };
  const job = {
    id: 'j-1',
    status: 'running',
    total: 2,
    rate: null,
    ramp: [1, 2],
    stopAbove: 0.2,
    step: 0,
    delivered: 0,
    failed: 0,
    note: '',
    requestedBy: 'ann',
    requestedAt: moment,
    finishedAt: null,
  };

  test('lists what a service gave up on', async () => {
    await shop().reply('admin.payment.dead-letters.list', { deadLetters: [letter] });
    const { exitCode, out } = await murmur('dead', 'list', 'payment', '--json');
    expect(exitCode).toBe(ExitCode.ok);
    expect(JSON.parse(out)).toEqual({
      deadLetters: [{ service: 'payment', ...letter }],
      silent: [],
    });
  });

  test('of all services shows those that answer, and ends with 3 when some do not', async () => {
    await shop().reply('admin.inventory.dead-letters.list', { deadLetters: [letter] });
    const { exitCode, out } = await murmur('dead', 'list');
    expect(exitCode).toBe(ExitCode.unreachable);
    expect(out).toContain('inventory  d-1');
    expect(out).toContain('notification does not answer');
  });

  test('groups what a service gave up on', async () => {
    const group = {
      reaction: 'charge',
      fingerprint: 'f00d',
      cause: 'terminal · no ink',
      reason: 'terminal',
      letters: 7,
      messageNames: ['order.placed.v1'],
      firstFailedAt: moment,
      lastFailedAt: moment,
      waiting: 2,
    };
    await shop().reply('admin.payment.dead-letters.groups', { groups: [group] });
    const { exitCode, out } = await murmur('dead', 'groups', 'payment');
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain('payment f00d  7 letters of charge');
    expect(out).toContain('murmur dead redrive payment --group f00d --ramp --watch');
  });

  test('says how many are to be redriven, and how to follow it', async () => {
    await shop().reply('admin.payment.dead-letters.redrive', { letters: 2, job });
    const { exitCode, out } = await murmur('dead', 'redrive', 'payment', '--all');
    expect({ exitCode, out }).toEqual({
      exitCode: ExitCode.ok,
      out: '2 dead letters of payment to be redriven; to follow it: murmur dead jobs payment --id j-1 --watch\n',
    });
  });

  test('ends with 1 when a redrive that is followed was stopped', async () => {
    const note = 'step 1: 1 of 1 failed again, more than 20 %';
    await shop().reply('admin.order.dead-letters.redrive', { letters: 2, job });
    const stopped = { ...job, status: 'stopped', failed: 1, note, finishedAt: moment };
    await shop().reply('admin.order.dead-letters.jobs', { jobs: [stopped] });
    const args = ['dead', 'redrive', 'order', '--group', 'f00d', '--ramp', '--watch'];
    const { exitCode, out } = await murmur(...args);
    expect(exitCode).toBe(ExitCode.rejected);
    expect(out).toContain(note);
  });

  test('ends with 1 when there is no such letter', async () => {
    await shop().reply('admin.user.dead-letters.redrive', { letters: 0, job });
    const id = '019a2c1e-77aa-7cc4-9d05-0242ac120002';
    const { exitCode, err } = await murmur('dead', 'redrive', 'user', '--id', id);
    expect(exitCode).toBe(ExitCode.rejected);
    expect(err).toContain(`user has no open dead letter ${id}`);
  });
});
