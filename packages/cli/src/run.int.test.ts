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

describe('dead', () => {
  const letter = {
    id: 'd-1',
    reaction: 'charge',
    messageId: 'e-1',
    messageName: 'order.placed.v1',
    key: 'o-1',
    reason: 'poison',
    message: null,
    attempts: 3,
    firstFailedAt: moment,
    lastFailedAt: moment,
    status: 'open',
  };

  test('lists what a service gave up on', async () => {
    await shop.reply('admin.payment.dead-letters.list', { deadLetters: [letter] });
    const { exitCode, out } = await murmur('dead', 'list', 'payment', '--json');
    expect(exitCode).toBe(ExitCode.ok);
    expect(JSON.parse(out)).toEqual({ deadLetters: [{ service: 'payment', ...letter }] });
  });

  test('says how many were redriven', async () => {
    await shop.reply('admin.payment.dead-letters.redrive', { redriven: 2 });
    const { exitCode, out } = await murmur('dead', 'redrive', 'payment', '--all');
    expect({ exitCode, out }).toEqual({
      exitCode: ExitCode.ok,
      out: '2 dead letters of payment redriven\n',
    });
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
