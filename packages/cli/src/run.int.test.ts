import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  getOrder,
  getPayment,
  getProduct,
  getProfile,
  getReservation,
  getStock,
  listNotifications,
} from '@murmuration/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { fakeShopOfEachTest } from '../test/fake-shop-of-each-test.ts';
import { murmurAt } from '../test/murmur-at.ts';
import { ExitCode } from './exit-code.ts';

const { shop, murmur } = fakeShopOfEachTest();

describe('what cannot be reached', () => {
  test('no server: 3', async () => {
    const away = murmurAt({ MURMURATION_URL: 'nats://127.0.0.1:1' });
    expect((await away('order', 'show', 'o-1')).exitCode).toBe(ExitCode.unreachable);
  });

  test('a wrong password: 3', async () => {
    const { exitCode, err } = await murmur('product', 'list', '--password', 'wrong');
    expect(exitCode).toBe(ExitCode.unreachable);
    expect(err).toContain('refuses these credentials');
  });

  test('nothing runs here: 3, and how to start it', async () => {
    const { exitCode, err } = await murmurAt({})('order', 'show', 'o-1');
    expect(exitCode).toBe(ExitCode.unreachable);
    expect(err).toMatch(/^Nothing runs here: start it with npm start/);
  });

  test('the doctor finds the server well and the services missing', async () => {
    const { exitCode, out } = await murmur('doctor', '--json');
    expect(exitCode).toBe(ExitCode.rejected);
    const { findings } = JSON.parse(out);
    expect(findings).toContainEqual(expect.objectContaining({ name: 'nats', isOk: true }));
    expect(findings).toContainEqual(expect.objectContaining({ name: 'stream EVENTS', isOk: true }));
    expect(findings).toContainEqual(
      expect.objectContaining({ name: 'stream DEAD_LETTERS', isOk: false }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ name: 'order', isOk: false }));
  });
});

describe('what is not there', () => {
  beforeEach(async () => {
    for (const query of [getOrder, getReservation, getPayment, getProduct, getProfile, getStock]) {
      await shop().reply(`qry.${query.type}`, null);
    }
    await shop().answer(listNotifications, () => ({ notifications: [] }));
  });

  test.each(['order', 'product', 'stock', 'payment', 'customer'])(
    '%s show ends with 1 and says it on standard error, as JSON to who reads JSON',
    async (group) => {
      const people = await murmur(group, 'show', 'nosuch');
      expect(people).toMatchObject({ exitCode: ExitCode.rejected, out: '' });
      expect(people.err).toContain('nosuch');
      const programs = await murmur(group, 'show', 'nosuch', '--json');
      expect(programs).toMatchObject({ exitCode: ExitCode.rejected, out: '' });
      const message = people.err.trimEnd();
      expect(JSON.parse(programs.err)).toEqual({
        error: { code: 'not_there', message, problems: [] },
      });
    },
  );
});

test('the program passes on arguments and exit code', async () => {
  const program = join(import.meta.dirname, '../bin/murmur.mjs');
  const version = await promisify(execFile)(process.execPath, [program, '--version']);
  expect(version.stdout).toBe('0.1.0\n');
  const wrong = promisify(execFile)(process.execPath, [program, 'fly']);
  await expect(wrong).rejects.toMatchObject({ code: ExitCode.usage });
});
