import { OBSERVER } from '@murmuration/broker';
import { ensureStreams, runtimeSettings } from '@murmuration/choreography';
import {
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  paymentCaptured,
  stockReserved,
} from '@murmuration/contracts';
import { planDoors, type ShopDoors, testBroker, type TestBroker } from '@murmuration/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { murmurAt, type Said } from '../../test/murmur-at.ts';
import { tellEvent } from '../../test/told-event.ts';
import { ExitCode } from '../exit-code.ts';

const settings = runtimeSettings.parse({
  NATS_URL: 'nats://unused',
  DATABASE_URL: 'postgres://unused',
});
const money = { amount: 690, currency: 'EUR' };
const at = '2026-01-05T09:00:00.000Z';
const customerId = 'c-1';

let doors: ShopDoors;
let broker: TestBroker;
let operator: NatsConnection;

beforeAll(async () => {
  doors = await planDoors();
  broker = await testBroker({ doors });
  const { url: servers, user, password: pass } = broker;
  operator = await connect({ servers, user, pass });
  await ensureStreams(await jetstreamManager(operator), settings);
});

afterAll(async () => {
  await operator.close();
  await broker.stop();
});

const as = (user: string): ((...args: string[]) => Promise<Said>) =>
  murmurAt({
    MURMURATION_URL: broker.url,
    MURMURATION_USER: user,
    MURMURATION_PASSWORD: doors.passwordOf(user),
  });
const conformance = (...more: string[]) => as(OBSERVER)('conformance', ...more);

/** An order that is confirmed; due when it is said to be. */
async function buy(orderId: string, deadline: string): Promise<readonly string[]> {
  const lines = [{ sku: 'tea', quantity: 1, unitPrice: money }];
  const order = { orderId, customerId, lines, total: money, paymentMethod: 'pm_card_visa' };
  const placed = await tellEvent(operator, orderPlaced.of({ ...order, placedAt: at, deadline }), {
    causationId: orderId,
  });
  const payment = { customerId, amount: money, lines, paymentMethod: 'pm_card_visa' };
  const reserved = await tellEvent(
    operator,
    stockReserved.of({ orderId, lines: [{ sku: 'tea', quantity: 1 }], payment }),
    { causationId: placed },
  );
  return [placed, reserved];
}

async function pay(orderId: string, reserved: string | undefined): Promise<void> {
  const capture = { orderId, amount: money, providerReference: 'pi', capturedAt: at };
  const captured = await tellEvent(operator, paymentCaptured.of(capture), {
    ...(reserved !== undefined && { causationId: reserved }),
  });
  const order = { orderId, customerId, total: money, confirmedAt: at };
  await tellEvent(operator, orderConfirmed.of(order), { causationId: captured });
}

const cancelled = (orderId: string) =>
  orderCancelled.of({ orderId, customerId, reason: 'requested', detail: '', cancelledAt: at });

describe('murmur conformance', () => {
  test('has nothing to say of a stream without events', async () => {
    const { exitCode, out, err } = await conformance();
    expect({ exitCode, out, err }).toEqual({
      exitCode: ExitCode.ok,
      out: '0 events, 0 sagas under way: everything is as declared\n',
      err: '',
    });
  });

  test('ends well where everything is as declared, and leaves nothing behind', async () => {
    const soon = new Date(Date.now() + 600_000).toISOString();
    const [, reserved] = await buy('o-1', soon);
    await pay('o-1', reserved);
    await buy('o-2', soon);
    const { exitCode, out } = await conformance('--json');
    expect(exitCode).toBe(ExitCode.ok);
    expect(JSON.parse(out)).toEqual({ events: 6, openSagas: 1, deviations: [] });
    const { state } = await (await jetstreamManager(operator)).streams.info('EVENTS');
    expect([state.consumer_count, state.messages]).toEqual([0, 6]);
  });

  test('ends with 1, and says what is wrong, where, and how to mend it', async () => {
    await buy('o-late', at);
    await tellEvent(operator, cancelled('o-1'), { causationId: 'a-wish' });
    const { exitCode, out } = await conformance();
    expect(exitCode).toBe(ExitCode.rejected);
    expect(out).toContain('saga order, o-1  [contradicting-ends]\n    o-1 has ended twice');
    expect(out).toContain('saga order, o-late  [past-deadline]');
    expect(out).toContain('payment/charge-when-reserved-unless-cancelled has not said');
    expect(out).toContain('    → See to payment');
    expect(out).toMatch(/9 events, 2 sagas under way: 2 findings\n$/);
  });

  test('leaves out what is older', async () => {
    const later = new Date(Date.now() + 2).toISOString();
    const { exitCode, out } = await conformance('--since', later, '--json');
    expect(exitCode).toBe(ExitCode.ok);
    expect(JSON.parse(out)).toMatchObject({ events: 0 });
  });

  test('with --follow tells what comes, a line each, until its time is over', async () => {
    const since = new Date().toISOString();
    const following = conformance('--follow', '--since', since, '--timeout', '4', '--json');
    const stranger = { service: 'payment', causationId: 'a-wish' };
    const id = await tellEvent(operator, cancelled('o-3'), stranger);
    const { exitCode, out } = await following;
    expect(exitCode).toBe(ExitCode.rejected);
    const lines = out.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ rule: 'undeclared-emitter', key: 'o-3', events: [id] }),
    ]);
  });

  test('is refused what an observer may not do', async () => {
    const { exitCode } = await as('edge')('conformance');
    expect(exitCode).toBe(ExitCode.unreachable);
    expect((await conformance('--grace', 'x')).exitCode).toBe(ExitCode.usage);
  });
});
