import {
  getOrder,
  getProduct,
  notificationSent,
  orderConfirmed,
  orderPlaced,
  placeOrder,
  stockCommitted,
} from '@murmuration/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeShopOfEachTest } from '../../test/fake-shop-of-each-test.ts';
import { ExitCode } from '../exit-code.ts';

const orderId = 'o-1';
const moment = '2026-01-05T09:00:00.000Z';
const price = { amount: 690, currency: 'EUR' };
const lines = [{ sku: 'tea', quantity: 2 }];
const accepted = { status: 'accepted', commandId: orderId, id: orderId } as const;
const DAY_MS = 86_400_000;

const { shop, murmur } = fakeShopOfEachTest();

beforeEach(() =>
  shop().answer(getProduct, () => ({
    sku: 'tea',
    name: 'Assam',
    description: '',
    price,
    status: 'on-sale',
    version: 1,
  })),
);

const place = (...more: string[]) =>
  murmur('order', 'place', '--id', orderId, '--line', 'tea=2', ...more);

describe('order place', () => {
  test('orders at the present price of the catalogue', async () => {
    await shop().onCommand(placeOrder.type, () => accepted);
    const { exitCode, out } = await place();
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain('order o-1 is placed: 13.80 EUR');
    expect(shop().commands).toMatchObject([
      { lines: [{ sku: 'tea', quantity: 2, unitPrice: price }] },
    ]);
  });

  test('ends with 1 and every reason when the order is rejected', async () => {
    const reasons = [
      { field: 'lines[0].sku', code: 'unknown_product', message: 'no such article' },
    ];
    await shop().onCommand(placeOrder.type, () => ({
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
    const { exitCode, err } = await place('--timeout', '3');
    expect(exitCode).toBe(ExitCode.timedOut);
    expect(err).toContain('order.place.v1 o-1 is stored');
  });

  test('with --watch prints the events, a JSON line each, until the story has ended', async () => {
    await shop().onCommand(placeOrder.type, () => {
      void tellStory();
      return accepted;
    });
    const { exitCode, out, err } = await place('--watch', '--json');
    expect({ exitCode, err }).toEqual({ exitCode: ExitCode.ok, err: '' });
    expect(printedBy(out)).toEqual(['accepted', ...storyOfAnOrder]);
  });
});

describe('order place of an order that has ended', () => {
  afterEach(() => void vi.useRealTimers());

  test('with --watch prints its events from the beginning', async () => {
    const placedAt = new Date().toISOString();
    await tellStory();
    await shop().onCommand(placeOrder.type, () => accepted);
    const [example] = getOrder.examples;
    await shop().answer(getOrder, () => example?.result && { ...example.result, placedAt });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + DAY_MS });
    const { exitCode, out } = await place('--watch', '--json', '--timeout', '10');
    expect(exitCode).toBe(ExitCode.ok);
    expect(printedBy(out)).toEqual(['accepted', ...storyOfAnOrder]);
  });
});

const storyOfAnOrder = [
  'order.placed.v1',
  'order.confirmed.v1',
  'inventory.stock-committed.v1',
  'notification.sent.v1',
];

/** What each line of JSON is about. */
function printedBy(out: string): unknown[] {
  const lines = out.trim().split('\n');
  return lines.map((text) => JSON.parse(text)).map(({ status, type }) => type ?? status);
}

async function tellStory(): Promise<void> {
  const total = { ...price, amount: 1_380 };
  const unitPrice = price;
  const order = { orderId, customerId: 'c-1' };
  await shop().emit(
    orderPlaced.of({
      ...order,
      lines: lines.map((one) => ({ ...one, unitPrice })),
      total,
      paymentMethod: 'pm_card_visa',
      placedAt: moment,
      deadline: moment,
    }),
  );
  await shop().emit(orderConfirmed.of({ ...order, total, confirmedAt: moment }));
  await shop().emit(stockCommitted.of({ orderId, lines }));
  await shop().emit(notificationSent.of({ orderId, kind: 'confirmed', messageId: '<m>' }));
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
