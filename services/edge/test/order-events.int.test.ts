import { connect as connectSocket } from 'node:net';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EdgeWorld, edgeWorld } from './support/edge-world.ts';
import { type OpenedStream, openStream } from './support/open-stream.ts';
import { MISSING, OWNER } from './support/stand-ins.ts';
import { claimsFor, sign } from './support/tokens.ts';

const total = { amount: 1_380, currency: 'EUR' };
const confirmed = (orderId: string): object => ({
  orderId,
  customerId: OWNER,
  total,
  confirmedAt: '2026-01-05T09:00:02.000Z',
});
const captured = (orderId: string): object => ({
  orderId,
  amount: total,
  providerReference: 'pi_secret',
  capturedAt: '2026-01-05T09:00:01.000Z',
});
const ended = (orderId: string): object => ({
  orderId,
  customerId: OWNER,
  status: 'confirmed',
  lines: [],
  total,
  placedAt: '2026-01-05T09:00:00.000Z',
  deadline: null,
  closedAt: '2026-01-05T09:00:02.000Z',
  cancellation: null,
  rejection: null,
  version: 2,
});

let world: EdgeWorld;
const opened: OpenedStream[] = [];
beforeAll(async () => {
  world = await edgeWorld({ EDGE_LINGER_SECONDS: '3', EDGE_STREAMS_PER_USER: '3' });
});
afterAll(() => world.stop());
afterEach(async () => {
  await Promise.all(opened.splice(0).map((stream) => stream.close()));
  world.services.reset();
});

async function open(orderId: string, lastEventId?: string | number): Promise<OpenedStream> {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  const token = await world.token();
  const stream = await openStream((signal) =>
    world.ask(`/orders/${orderId}/events`, { token, headers, signal }),
  );
  opened.push(stream);
  return stream;
}

describe('the progress of an order', () => {
  it('begins with where it stands, and goes on with what happens', async () => {
    const stream = await open('o-1');
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.response.headers.get('cache-control')).toContain('no-store');
    const state = await stream.next();
    expect(state).toMatchObject({ event: 'state', data: { orderId: 'o-1', status: 'placed' } });
    await world.publish('payment.captured', 'o-other', captured('o-other'));
    const sequence = await world.publish('payment.captured', 'o-1', captured('o-1'));
    expect(await stream.next()).toEqual({
      event: 'progress',
      id: String(sequence),
      data: {
        event: 'payment.captured',
        at: '2026-01-05T09:00:00.000Z',
        details: { amount: total },
      },
    });
  });

  it('says nothing of a rejection of somebody else’s wish under the same id', async () => {
    const stream = await open('o-1');
    await stream.next();
    const reasons = [{ field: 'orderId', code: 'already_exists', message: 'taken' }];
    const rejection = { commandId: 'o-1', command: 'order.place.v1', subjectId: 'o-1', reasons };
    await world.publish('order.rejected', 'o-1', rejection);
    const sequence = await world.publish('payment.captured', 'o-1', captured('o-1'));
    expect(await stream.next()).toMatchObject({ event: 'progress', id: String(sequence) });
  });

  it('ends a while after the order came to its end', async () => {
    const stream = await open('o-2');
    await stream.next();
    await world.publish('order.confirmed', 'o-2', confirmed('o-2'));
    expect(await stream.next()).toMatchObject({ data: { event: 'order.confirmed' } });
    await world.publish('inventory.stock-committed', 'o-2', {
      orderId: 'o-2',
      lines: [{ sku: 'tea', quantity: 1 }],
    });
    expect(await stream.next()).toMatchObject({ data: { event: 'inventory.stock-committed' } });
    expect(await stream.next()).toMatchObject({ event: 'end', data: { reason: 'final' } });
    expect(await stream.next()).toBeUndefined();
  });

  it('says nothing of events that are no customer’s business', async () => {
    const stream = await open('o-3');
    await stream.next();
    const report = {
      orderId: 'o-3',
      notificationId: 'n',
      providerReference: 'pi',
      result: 'captured',
    };
    await world.publish('payment.provider-reported', 'o-3', report);
    await world.publish('payment.captured', 'o-3', { broken: true });
    await world.publish('payment.captured', 'o-3', captured('o-3'));
    expect(await stream.next()).toMatchObject({ data: { event: 'payment.captured' } });
    expect(JSON.stringify(stream.seen)).not.toContain('pi_secret');
  });
});

describe('a reader that comes back', () => {
  it('is told first what it has missed, and nothing twice', async () => {
    const first = await open('o-4');
    const state = await first.next();
    await first.close();
    const missed = [
      await world.publish('payment.captured', 'o-4', captured('o-4')),
      await world.publish('payment.captured', 'o-nobody', captured('o-nobody')),
      await world.publish('order.confirmed', 'o-4', confirmed('o-4')),
    ];
    const again = await open('o-4', state?.id);
    expect(await again.next()).toMatchObject({ event: 'state', id: state?.id });
    expect(await again.next()).toMatchObject({ id: String(missed[0]) });
    expect(await again.next()).toMatchObject({ id: String(missed[2]) });
    const third = await open('o-4', missed[0]);
    await third.next();
    expect(await third.next()).toMatchObject({ id: String(missed[2]) });
  });

  it('after the end of all is told not to come again', async () => {
    world.services.behaviours.set('order.get', () => ended('o-5'));
    const first = await open('o-5');
    const state = await first.next();
    expect(await first.next()).toMatchObject({ event: 'end', data: { reason: 'final' } });
    const again = await open('o-5', state?.id);
    expect(again.response.status).toBe(204);
  });

  it('is told where the order stands when it has missed too much to be told', async () => {
    world.services.behaviours.set('order.get', () => ended('o-6'));
    const before = await world.publish('payment.captured', 'o-6', captured('o-6'));
    await world.publish('order.confirmed', 'o-6', confirmed('o-6'));
    // of the same order, so of the same partition
    const others = Array.from({ length: 5_000 }, () =>
      world.publish('payment.captured', 'o-6', captured('o-6')),
    );
    await Promise.all(others);
    const stream = await open('o-6', before);
    expect(stream.response.status).toBe(200);
    const state = await stream.next();
    expect(state).toMatchObject({ event: 'state', data: { status: 'confirmed' } });
  });

  it.each(['nonsense', '-1', '1.5', '999999999999999', '9'.repeat(40)])(
    'with the position %s is told where the order stands',
    async (position) => {
      const stream = await open('o-1', position);
      expect(await stream.next()).toMatchObject({ event: 'state' });
    },
  );
});

describe('a stream', () => {
  it('is not opened for others, for no order, or beyond the limit of a user', async () => {
    const stranger = await world.token('u-stranger');
    expect((await world.ask('/orders/o-1/events', { token: stranger })).status).toBe(404);
    expect((await open(MISSING)).response.status).toBe(404);
    await open('o-1');
    await open('o-1');
    await open('o-1');
    const fourth = await open('o-1');
    expect(fourth.response.status).toBe(429);
    expect(await fourth.body()).toMatchObject({ code: 'too_many_streams' });
    await opened[1]?.close();
    await opened[2]?.close();
    const free = async (): Promise<number> => (await open('o-1')).response.status;
    await expect.poll(free, { timeout: 5_000 }).toBe(200);
  });

  it('ends when its token runs out', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const token = await sign(world.key, claimsFor(OWNER, ['customer'], { exp: now + 1 }));
    const stream = await openStream((signal) => world.ask('/orders/o-1/events', { token, signal }));
    opened.push(stream);
    await stream.next();
    expect(await stream.next()).toMatchObject({ event: 'end', data: { reason: 'token_expired' } });
  });

  it('sends a sign of life', async () => {
    const own = await edgeWorld({ EDGE_HEARTBEAT_SECONDS: '1' });
    const { hostname, port } = new URL(own.edge.url);
    const socket = connectSocket(Number(port), hostname);
    socket.write(
      `GET /orders/o-1/events HTTP/1.1\r\nHost: edge\r\nAuthorization: Bearer ${await own.token()}\r\n\r\n`,
    );
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    await expect.poll(() => text, { timeout: 5_000 }).toContain(': still here');
    await own.edge.stop();
    expect(text).toContain('"restart"');
    socket.destroy();
    await own.stop();
  });

  it('ends when the events are another stream’s, and a new one hears again', async () => {
    const stream = await open('o-6');
    await stream.next();
    const manager = await jetstreamManager(world.connection);
    await manager.streams.delete('EVENTS');
    await manager.streams.add({ name: 'EVENTS', subjects: ['evt.>'] });
    expect(await stream.next()).toMatchObject({ event: 'end', data: { reason: 'restart' } });
    const isOpen = async (): Promise<number> => (await open('o-6')).response.status;
    await expect.poll(isOpen, { timeout: 10_000 }).toBe(200);
    const next = opened.at(-1);
    await next?.next();
    await world.publish('order.confirmed', 'o-6', confirmed('o-6'));
    expect(await next?.next()).toMatchObject({ data: { event: 'order.confirmed' } });
  });

  it('lives through a broker that goes and comes back', async () => {
    const stream = await open('o-7');
    await stream.next();
    await world.broker.restart();
    const publish = async (): Promise<boolean> => {
      await world.publish('order.confirmed', 'o-7', confirmed('o-7'));
      return true;
    };
    await expect.poll(() => publish().catch(() => false), { timeout: 15_000 }).toBe(true);
    expect(await stream.next(20_000)).toMatchObject({ data: { event: 'order.confirmed' } });
  });
});
