import {
  cancelOrder,
  getOrder,
  orderCancelled,
  orderCancelRequested,
  orderConfirmed,
  orderPlaced,
  orderRejected,
  paymentCaptured,
  placeOrder,
  stockCommitted,
  stockReserved,
} from '@murmuration/contracts';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, test } from 'vitest';
import { fakeShopOfEachTest } from '../../../test/fake-shop-of-each-test.ts';
import { ExitCode } from '../../exit-code.ts';

const orderId = 'o-1';
const customerId = 'c-1';
const money = { amount: 690, currency: 'EUR' };
const at = '2026-01-05T09:00:00.000Z';
const CHARGE = 'payment-charge-when-reserved-unless-cancelled';

const { shop, murmur } = fakeShopOfEachTest();
const why = (...more: string[]) => murmur('order', 'why', orderId, ...more);

/** A service that answers, and has given up on nothing unless it is said. */
const runs = (service: string, deadLetters: readonly object[] = []) =>
  shop().reply(`admin.${service}.dead-letters.list`, { deadLetters });

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** An order whose stock is set aside; gives the id of that event. */
async function reserve(deadline = inAnHour()): Promise<string> {
  const lines = [{ sku: 'tea', quantity: 1, unitPrice: money }];
  const order = { orderId, customerId, lines, total: money, paymentMethod: 'pm_card_visa' };
  const placed = await shop().emit(orderPlaced.of({ ...order, placedAt: at, deadline }), {
    causationId: orderId,
  });
  const payment = { customerId, amount: money, lines, paymentMethod: 'pm_card_visa' };
  const stock = stockReserved.of({ orderId, lines: [{ sku: 'tea', quantity: 1 }], payment });
  return await shop().emit(stock, { causationId: placed });
}

/** The durable consumer of a reaction, as its service would have it. */
async function consumer(durable_name: string, filter_subject: string, stream = 'EVENTS') {
  const manager = await jetstreamManager(shop().connection);
  const ack_policy = AckPolicy.Explicit;
  await manager.consumers.add(stream, { durable_name, filter_subject, ack_policy });
  return await jetstream(shop().connection).consumers.get(stream, durable_name);
}

describe('an order that waits', () => {
  test('for a service that is down: 3, and names it and its reaction', async () => {
    await reserve();
    await consumer(CHARGE, 'evt.*.inventory.stock-reserved');
    const { exitCode, out } = await why();
    expect(exitCode).toBe(ExitCode.unreachable);
    expect(out).toContain('order o-1 is not decided');
    expect(out).toContain(
      'awaited from payment, charge-when-reserved-unless-cancelled: payment.captured or',
    );
    expect(out).toContain('it has not been given to payment yet; payment does not answer');
    expect(out).toContain('→ start payment');
  });

  test('is on its way while its service has it in hand: 0', async () => {
    const reserved = await reserve();
    await runs('payment');
    const messages = await consumer(CHARGE, 'evt.*.inventory.stock-reserved');
    await messages.next({ expires: 2_000 });
    const { exitCode, out } = await why('--json');
    expect(exitCode).toBe(ExitCode.ok);
    expect(JSON.parse(out)).toMatchObject({
      orderId,
      state: 'under-way',
      end: null,
      isLate: false,
      awaited: [{ service: 'payment', after: 'inventory.stock-reserved', state: 'in-hand' }],
    });
    expect(reserved).not.toBe('');
  });

  test('is stuck past its deadline: 1', async () => {
    await reserve(at);
    await runs('payment');
    const { exitCode, out } = await why();
    expect(exitCode).toBe(ExitCode.rejected);
    expect(out).toContain('deadline  passed 09:00:00.000');
    expect(out).toContain('order should have said order.deadline-reached by now');
    expect(out).toContain('the broker does not tell whether payment has it');
  });

  test('is stuck behind a dead letter: 1, and says how to mend it', async () => {
    const messageId = await reserve();
    const letter = {
      id: 'd-1',
      reaction: 'charge-when-reserved-unless-cancelled',
      messageId,
      messageName: stockReserved.name,
      key: orderId,
      reason: 'exhausted',
      fingerprint: 'f00d',
      attempts: 8,
      firstFailedAt: at,
      lastFailedAt: at,
      status: 'open',
      settledAt: null,
      settledBy: null,
      settledReason: null,
    };
    await runs('payment', [letter]);
    const { exitCode, out } = await why();
    expect(exitCode).toBe(ExitCode.rejected);
    expect(out).toContain('payment has given it up: dead letter d-1 (exhausted)');
    expect(out).toContain('murmur dead redrive payment --id d-1');
  });

  test('for its service to take the command: 3, although no event tells of it', async () => {
    await consumer('order-commands', 'cmd.>', 'COMMANDS');
    const order = {
      orderId,
      customerId,
      lines: [{ sku: 'tea', quantity: 1, unitPrice: money }],
      paymentMethod: 'pm_card_visa',
    };
    await jetstream(shop().connection).publish(`cmd.${placeOrder.type}`, JSON.stringify(order));
    const other = { orderId: 'o-2', requestId: 'x' };
    await jetstream(shop().connection).publish(`cmd.${cancelOrder.type}`, JSON.stringify(other));
    await jetstream(shop().connection).publish(`cmd.${placeOrder.type}`, 'no JSON');
    const { exitCode, out } = await why('--json');
    expect(exitCode).toBe(ExitCode.unreachable);
    expect(JSON.parse(out)).toMatchObject({
      last: { event: 'order.place' },
      awaited: [{ service: 'order', reaction: 'place-order', state: 'queued', isUp: false }],
    });
  });

  test('for its order, when it was cancelled before it came', async () => {
    await shop().emit(orderCancelRequested.of({ orderId }), { causationId: 'a-wish' });
    const { exitCode, out } = await why();
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain(
      'no reaction has anything in hand for it; what may still come: order.place',
    );
  });
});

describe('an order that has ended', () => {
  test('waits for nothing: 0', async () => {
    const reserved = await reserve();
    const capture = { orderId, amount: money, providerReference: 'pi', capturedAt: at };
    const captured = await shop().emit(paymentCaptured.of(capture), { causationId: reserved });
    const end = orderConfirmed.of({ orderId, customerId, total: money, confirmedAt: at });
    const confirmed = await shop().emit(end, { causationId: captured });
    const lines = [{ sku: 'tea', quantity: 1 }];
    await shop().emit(stockCommitted.of({ orderId, lines }), { causationId: confirmed });
    await runs('notification');
    const mails = await consumer(
      'notification-send-mails-when-orders-end',
      'evt.*.order.confirmed',
    );
    await (await mails.next({ expires: 2_000 }))?.ackAck();
    const { exitCode, out } = await why();
    expect({ exitCode, out }).toEqual({
      exitCode: ExitCode.ok,
      out: expect.stringMatching(
        /^order o-1 has ended: order.confirmed .*\n(.*\n)*nothing is awaited any more\n$/,
      ),
    });
  });

  test('still waits for what was set up to be given back', async () => {
    const reserved = await reserve();
    const end = { orderId, customerId, reason: 'requested', detail: '', cancelledAt: at } as const;
    await shop().emit(orderCancelled.of(end), { causationId: 'a-wish' });
    for (const service of ['payment', 'notification', 'inventory']) await runs(service);
    const { exitCode, out } = await why('--json');
    expect(exitCode).toBe(ExitCode.ok);
    const { end: told, awaited } = JSON.parse(out);
    expect(told).toMatchObject({ event: 'order.cancelled', as: 'failed' });
    expect(awaited).toContainEqual(
      expect.objectContaining({
        service: 'inventory',
        reaction: 'release-stock-when-order-cancelled',
      }),
    );
    expect(reserved).not.toBe('');
  });

  test('was refused', async () => {
    const reasons = [{ field: '$', code: 'unknown_product', message: 'no such article' }];
    const refusal = { commandId: orderId, command: placeOrder.name, subjectId: orderId, reasons };
    await shop().emit(orderRejected.of(refusal), { causationId: orderId });
    const { exitCode, out } = await why();
    expect(exitCode).toBe(ExitCode.ok);
    expect(out).toContain('order o-1 has ended: order.rejected');
  });
});

describe('an order that nobody knows', () => {
  test('is not there: 1', async () => {
    await reserve();
    await shop().answer(getOrder, () => null);
    const { exitCode, err } = await murmur('order', 'why', 'o-9', '--json');
    expect(exitCode).toBe(ExitCode.rejected);
    expect(JSON.parse(err).error).toMatchObject({
      code: 'not_there',
      message: expect.stringContaining('there is no order o-9'),
    });
  });

  test('was before the moment from which on is looked', async () => {
    await reserve();
    const { exitCode } = await why('--since', new Date(Date.now() + 60_000).toISOString());
    expect(exitCode).toBe(ExitCode.rejected);
  });
});
