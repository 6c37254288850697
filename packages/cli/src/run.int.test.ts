import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  getProduct,
  notificationSent,
  orderConfirmed,
  orderPlaced,
  placeOrder,
  putCustomer,
  stockCommitted,
} from '@murmuration/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeShop, startFakeShop } from '../test/fake-shop.ts';
import { murmurAt, type Said } from '../test/murmur-at.ts';
import { ExitCode } from './exit-code.ts';

const orderId = 'o-1';
const moment = '2026-01-05T09:00:00.000Z';
const price = { amount: 690, currency: 'EUR' };
const lines = [{ sku: 'tea', quantity: 2 }];

let shop: FakeShop;
let murmur: (...args: string[]) => Promise<Said>;

beforeEach(async () => {
  shop = await startFakeShop();
  murmur = murmurAt(shop.environment);
  await shop.answer(getProduct, () => ({
    sku: 'tea',
    name: 'Assam',
    description: '',
    price,
    status: 'on-sale',
    version: 1,
  }));
});
afterEach(() => shop.close());

const place = (...more: string[]) =>
  murmur('order', 'place', '--id', orderId, '--line', 'tea=2', ...more);

describe('order place', () => {
  test('orders at the present price of the catalogue', async () => {
    await shop.onCommand(placeOrder.type, () => ({
      status: 'accepted',
      commandId: orderId,
      id: orderId,
    }));
    const { exitCode, out } = await place();
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain('order o-1 is placed: 13.80 EUR');
    expect(shop.commands).toMatchObject([
      { lines: [{ sku: 'tea', quantity: 2, unitPrice: price }] },
    ]);
  });

  test('ends with 1 and every reason when the order is rejected', async () => {
    const reasons = [
      { field: 'lines[0].sku', code: 'unknown_product', message: 'no such article' },
    ];
    await shop.onCommand(placeOrder.type, () => ({
      status: 'rejected',
      commandId: orderId,
      reasons,
    }));
    const people = await place();
    expect(people).toMatchObject({ exitCode: ExitCode.rejected, out: '' });
    expect(people.err).toContain('lines[0].sku: no such article (unknown_product)');
    const programs = await place('--json');
    expect(JSON.parse(programs.err)).toMatchObject({
      error: { code: 'rejected', problems: reasons },
    });
  });

  test('ends with 1 and names the field when the contract refuses it', async () => {
    const { exitCode, err } = await place('--payment-method', 'cash');
    expect(exitCode).toBe(ExitCode.rejected);
    expect(err).toContain('paymentMethod:');
  });

  test('ends with 4 when nobody decides', async () => {
    const { exitCode, err } = await place('--timeout', '0.3');
    expect(exitCode).toBe(ExitCode.timedOut);
    expect(err).toContain('order.place.v1 o-1 is stored');
  });

  test('with --watch prints the events, a JSON line each, until the story has ended', async () => {
    await shop.onCommand(placeOrder.type, () => {
      void tellStory();
      return { status: 'accepted', commandId: orderId, id: orderId };
    });
    const { exitCode, out, err } = await place('--watch', '--json');
    expect({ exitCode, err }).toEqual({ exitCode: ExitCode.ok, err: '' });
    const printed = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(printed.map(({ status, type }) => type ?? status)).toEqual([
      'accepted',
      'order.placed.v1',
      'order.confirmed.v1',
      'inventory.stock-committed.v1',
      'notification.sent.v1',
    ]);
  });
});

async function tellStory(): Promise<void> {
  const total = { ...price, amount: 1_380 };
  const unitPrice = price;
  const order = { orderId, customerId: 'c-1' };
  await shop.emit(
    orderPlaced.of({
      ...order,
      lines: lines.map((one) => ({ ...one, unitPrice })),
      total,
      paymentMethod: 'pm_card_visa',
      placedAt: moment,
      deadline: moment,
    }),
  );
  await shop.emit(orderConfirmed.of({ ...order, total, confirmedAt: moment }));
  await shop.emit(stockCommitted.of({ orderId, lines }));
  await shop.emit(notificationSent.of({ orderId, kind: 'confirmed', messageId: '<m>' }));
}

describe('order watch', () => {
  test('ends with 4 when the order does not end in time', async () => {
    const { exitCode, err } = await murmur('order', 'watch', 'o-2', '--timeout', '0.2');
    expect(exitCode).toBe(ExitCode.timedOut);
    expect(err).toContain('order o-2 has not come to its end within 0.2 s');
  });
});

describe('order show', () => {
  test('ends with 3 and says who does not answer', async () => {
    const { exitCode, out } = await murmur('order', 'show', orderId);
    expect(exitCode).toBe(ExitCode.unreachable);
    expect(out).toContain('inventory does not answer');
  });
});

describe('broker repairs', () => {
  const repair = {
    id: '01a206bb-f422-7228-829e-2f491fbf8380',
    lane: 0,
    stream: 'EVENTS',
    found: 'rolled-back',
    expected: { created: moment, sequence: 90 },
    met: { created: moment, sequence: 60 },
    rows: 30,
    firstPosition: 61,
    lastPosition: 90,
    foundAt: moment,
    finishedAt: '2026-01-05T09:00:01.500Z',
  };

  test('are listed for people and for programs', async () => {
    await shop.reply('admin.order.broker-repairs.list', { repairs: [repair] });
    const people = await murmur('broker', 'repairs', 'order');
    expect(people.exitCode).toBe(ExitCode.ok);
    expect(people.out).toMatch(/order .*EVENTS.*rolled-back +30 +1\.5 s/);
    const programs = await murmur('broker', 'repairs', 'order', '--json');
    expect(JSON.parse(programs.out)).toEqual({ repairs: [{ service: 'order', ...repair }] });
  });

  test('are none, when the broker has lost nothing', async () => {
    await shop.reply('admin.order.broker-repairs.list', { repairs: [] });
    const { exitCode, out } = await murmur('broker', 'repairs', 'order', '--hours', '1');
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain('has lost nothing');
  });
});

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
    await shop.reply('admin.payment.dead-letters.list', { deadLetters: [letter] });
    const { exitCode, out } = await murmur('dead', 'list', 'payment', '--json');
    expect(exitCode).toBe(ExitCode.ok);
    expect(JSON.parse(out)).toEqual({
      deadLetters: [{ service: 'payment', ...letter }],
      silent: [],
    });
  });

  test('of all services shows those that answer, and ends with 3 when some do not', async () => {
    await shop.reply('admin.inventory.dead-letters.list', { deadLetters: [letter] });
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
    await shop.reply('admin.payment.dead-letters.groups', { groups: [group] });
    const { exitCode, out } = await murmur('dead', 'groups', 'payment');
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain('payment f00d  7 letters of charge');
    expect(out).toContain('murmur dead redrive payment --group f00d --ramp --watch');
  });

  test('says how many are to be redriven, and how to follow it', async () => {
    await shop.reply('admin.payment.dead-letters.redrive', { letters: 2, job });
    const { exitCode, out } = await murmur('dead', 'redrive', 'payment', '--all');
    expect({ exitCode, out }).toEqual({
      exitCode: ExitCode.ok,
      out: '2 dead letters of payment to be redriven; to follow it: murmur dead jobs payment --id j-1 --watch\n',
    });
  });

  test('ends with 1 when a redrive that is followed was stopped', async () => {
    const note = 'step 1: 1 of 1 failed again, more than 20 %';
    await shop.reply('admin.order.dead-letters.redrive', { letters: 2, job });
    const stopped = { ...job, status: 'stopped', failed: 1, note, finishedAt: moment };
    await shop.reply('admin.order.dead-letters.jobs', { jobs: [stopped] });
    const args = ['dead', 'redrive', 'order', '--group', 'f00d', '--ramp', '--watch'];
    const { exitCode, out } = await murmur(...args);
    expect(exitCode).toBe(ExitCode.rejected);
    expect(out).toContain(note);
  });

  test('ends with 1 when there is no such letter', async () => {
    await shop.reply('admin.user.dead-letters.redrive', { letters: 0, job });
    const id = '019a2c1e-77aa-7cc4-9d05-0242ac120002';
    const { exitCode, err } = await murmur('dead', 'redrive', 'user', '--id', id);
    expect(exitCode).toBe(ExitCode.rejected);
    expect(err).toContain(`user has no open dead letter ${id}`);
  });
});

describe('what cannot be reached', () => {
  test('no server: 3', async () => {
    const away = murmurAt({ MURMURATION_URL: 'nats://127.0.0.1:1' });
    expect((await away('order', 'show', orderId)).exitCode).toBe(ExitCode.unreachable);
  });

  test('a wrong password: 3', async () => {
    const { exitCode, err } = await murmur('product', 'list', '--password', 'wrong');
    expect(exitCode).toBe(ExitCode.unreachable);
    expect(err).toContain('refuses these credentials');
  });

  test('nothing runs here: 3, and how to start it', async () => {
    const { exitCode, err } = await murmurAt({})('order', 'show', orderId);
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

test('the program passes on arguments and exit code', async () => {
  const program = join(import.meta.dirname, '../bin/murmur.mjs');
  const version = await promisify(execFile)(process.execPath, [program, '--version']);
  expect(version.stdout).toBe('0.1.0\n');
  const wrong = promisify(execFile)(process.execPath, [program, 'fly']);
  await expect(wrong).rejects.toMatchObject({ code: ExitCode.usage });
});

describe('customer put', () => {
  const put = (...more: string[]) =>
    murmur('customer', 'put', 'ada', '--email', 'ada@example.com', '--name', 'Ada', ...more);

  test('asks the service, and no stream, to keep the customer', async () => {
    await shop.reply(`req.${putCustomer.type}`, { userId: 'ada', version: 1 });
    const { exitCode, out } = await put();
    expect({ exitCode, out }).toEqual({ exitCode: ExitCode.ok, out: 'ada is a customer\n' });
    expect(shop.commands).toEqual([]);
  });

  test('ends with 1 and names the field when the address is none', async () => {
    const { exitCode, err } = await murmur('customer', 'put', 'a', '--email', 'x', '--name', 'A');
    expect(exitCode).toBe(ExitCode.rejected);
    expect(err).toContain('email:');
  });

  test('ends with 3 when nobody answers', async () => {
    expect((await put()).exitCode).toBe(ExitCode.unreachable);
  });
});
