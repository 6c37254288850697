import { randomBytes } from 'node:crypto';
import { drained, eventually, SERVICE_NAMES } from '@murmuration/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newArticle, type Article } from '../support/articles.ts';
import { ADA } from '../support/customers.ts';
import { orderOf, untilOrder } from '../support/orders.ts';
import { publishByHand, sendRaw } from '../support/raw-command.ts';
import { KIND, type ReceivedSpan } from './otlp-receiver.ts';
import { sumOf } from './prometheus-text.ts';
import { edgesOf, SAGA } from './saga-spans.ts';
import { startWatchedShop, type WatchedShop } from './watched-shop.ts';

const PLACE = 'cmd.order.place';
const client = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
let watched: WatchedShop;
let tea: Article;
let order: ReturnType<typeof orderOf>;

beforeAll(async () => {
  watched = await startWatchedShop();
  const { shop } = watched;
  tea = await newArticle(shop);
  order = orderOf([tea, 2]);
  const traceparent = `00-${client.traceId}-${client.spanId}-01`;
  await sendRaw(shop, PLACE, JSON.stringify(order), { traceparent });
  await untilOrder(shop, order.orderId, 'confirmed');
  await drained(shop);
});
afterAll(() => watched.stop());

const ofOrder = (): readonly ReceivedSpan[] =>
  watched.receiver.spans.filter(({ traceId }) => traceId === client.traceId);

/** The spans of the order, when all have come. */
async function saga(): Promise<readonly ReceivedSpan[]> {
  const isWhole = (): boolean => ofOrder().length >= SAGA.length;
  await eventually(isWhole, { what: `${SAGA.length} spans of the order` });
  return ofOrder();
}

const linksOf = ({ links }: ReceivedSpan): readonly string[] => links.map(({ spanId }) => spanId);

describe('one order', () => {
  test('is one trace with every span of the saga, each under its cause', async () => {
    expect(edgesOf(await saga(), client.spanId)).toEqual(SAGA.toSorted());
    expect(watched.receiver.faults).toEqual([]);
  });

  test('has spans of the kinds that their operations have, which went well', async () => {
    const kinds = { send: KIND.producer, process: KIND.consumer, call: KIND.client };
    for (const { name, kind, attributes, status } of await saga()) {
      const [operation = ''] = name.split(' ');
      const wanted = Object.entries(kinds).find(([each]) => each === operation)?.[1];
      expect(wanted === undefined ? [KIND.client, KIND.server] : [wanted], name).toContain(kind);
      expect(status.code, name).not.toBe(2);
      if (operation !== 'send' && operation !== 'process') continue;
      expect(attributes).toMatchObject({
        'messaging.system.name': 'nats',
        'messaging.operation.type': operation,
        'messaging.operation.name': operation,
        'messaging.destination.template': name.slice(operation.length + 1),
      });
    }
  });

  test('was decided in batches, which link to its messages and are linked from them', async () => {
    const spans = await saga();
    const isBatch = ({ name }: ReceivedSpan): boolean => name.startsWith('process batch ');
    const batches = new Map(
      watched.receiver.spans.filter(isBatch).map((batch) => [batch.spanId, batch]),
    );
    const processed = spans.filter(({ name }) => name.startsWith('process '));
    expect(processed.length).toBeGreaterThan(0);
    for (const span of processed) {
      const own = linksOf(span).flatMap((id) => batches.get(id) ?? []);
      expect(own.length, span.name).toBeGreaterThan(0);
      for (const batch of own) {
        expect(linksOf(batch), span.name).toContain(span.parentSpanId);
        expect(batch.service).toBe(span.service);
        expect(batch.attributes['messaging.consumer.group.name']).toBe(
          span.attributes['messaging.consumer.group.name'],
        );
      }
    }
  });

  test('has a span for each of its events that stands on the stream', async () => {
    const sent = (await saga()).filter(({ name }) => name.startsWith('send '));
    const ids = new Set(sent.map(({ attributes }) => attributes['messaging.message.id']));
    const seen = new Set<string>();
    for await (const event of watched.shop.client.watch(order.orderId, {
      signal: AbortSignal.timeout(10_000),
    })) {
      if (ids.has(event.id)) seen.add(event.id);
      if (seen.size === ids.size) break;
    }
    expect(seen).toEqual(ids);
    expect(ids.size).toBe(sent.length);
  });

  test('tells nobody who ordered', () => {
    const told = JSON.stringify(watched.receiver.spans, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    for (const word of [ADA.email, ADA.name]) expect(told).not.toContain(word);
  });
});

describe('metrics', () => {
  test('say what has happened, in a text that Prometheus reads', async () => {
    const { shop } = watched;
    // each on a bare connection: our client would send a command again that is slow
    await publishByHand(shop, PLACE, JSON.stringify(order));
    await publishByHand(shop, PLACE, '{');
    const rare = await newArticle(shop, { stock: 1 });
    const scarce = orderOf([rare, 2]);
    await sendRaw(shop, PLACE, JSON.stringify(scarce));
    const wrong = orderOf([{ ...tea, price: { amount: 1, currency: 'EUR' } }, 1]);
    await sendRaw(shop, PLACE, JSON.stringify(wrong));
    await untilOrder(shop, scarce.orderId, 'cancelled');
    await drained(shop);

    const orders = await watched.scrape('order');
    const [sent, saga] = ['messaging_client_sent_messages_total', 'murmuration_saga_duration'];
    const of = (name: string, labels: Readonly<Record<string, string>> = {}): number =>
      sumOf(orders, name, labels);
    const commands = { messaging_consumer_group_name: 'order-commands' };
    const placing = { murmuration_reaction: 'place-order' };
    // confirmed, cancelled, placed again, refused, unreadable
    expect(of('messaging_client_consumed_messages_total', commands)).toBe(5);
    expect(of('messaging_process_duration_count', commands)).toBe(4);
    expect(of('murmuration_batch_size_sum', commands)).toBe(4);
    expect(of('murmuration_batch_decide_duration_count', commands)).toBeGreaterThan(0);
    expect(of('murmuration_batch_commit_duration_sum', commands)).toBeGreaterThan(0);
    expect(of(sent, { messaging_destination_template: 'evt.*.order.placed' })).toBe(2);
    expect(of(sent, { messaging_destination_template: 'evt.*.order.rejected' })).toBe(2);
    expect(of('messaging_client_operation_duration_count')).toBe(of(sent));
    expect(of('murmuration_publish_failures_total')).toBe(0);
    expect(of('murmuration_inbox_duplicates_total', placing)).toBe(1);
    expect(of('murmuration_dead_letters_total', placing)).toBe(1);
    expect(of('murmuration_dead_letters_open')).toBe(1);
    for (const outcome of ['confirmed', 'cancelled', 'rejected']) {
      expect(of(`${saga}_count`, { outcome }), outcome).toBe(1);
    }
    expect(of(`${saga}_sum`, { outcome: 'confirmed' })).toBeGreaterThan(0);
    expect(of(`${saga}_bucket`, { outcome: 'confirmed', le: '+Inf' })).toBe(1);
  });

  test('say what waits, and how the provider is', async () => {
    for (const service of SERVICE_NAMES) {
      const samples = await watched.scrape(service);
      const names = new Set(samples.map(({ name }) => name));
      for (const waiting of [
        'murmuration_outbox_depth',
        'murmuration_outbox_age',
        'murmuration_consumer_pending',
        'murmuration_consumer_ack_pending',
      ]) {
        expect(names, service).toContain(waiting);
        expect(sumOf(samples, waiting), `${service} ${waiting}`).toBe(0);
      }
    }
    const payments = await watched.scrape('payment');
    const stripe = (state: string): number =>
      sumOf(payments, 'murmuration_circuit_state', { neighbour: 'Stripe', state });
    expect([stripe('closed'), stripe('half-open'), stripe('open')]).toEqual([1, 0, 0]);
    const charges = { murmuration_reaction: 'charge-when-reserved-unless-cancelled' };
    expect(sumOf(payments, 'murmuration_call_duration_count', charges)).toBe(1);
  });

  test('are sent to the receiver by every service too', async () => {
    const { metrics } = watched.receiver;
    await eventually(() => SERVICE_NAMES.every((service) => metrics.has(service)), {
      what: 'metrics of every service',
    });
    expect([...(metrics.get('order') ?? [])]).toContain('murmuration.outbox.depth');
  });
});

describe('probes', () => {
  test('say that every service lives and is ready', async () => {
    for (const service of SERVICE_NAMES) {
      const url = watched.opsUrl(service);
      expect((await fetch(`${url}/livez`)).status, service).toBe(200);
      expect((await fetch(`${url}/readyz`)).status, service).toBe(200);
    }
  });

  test('say that a service is not ready while the broker is away, and why', async () => {
    const { shop } = watched;
    await shop.broker.kill();
    const answer = await fetch(`${watched.opsUrl('order')}/readyz`);
    const living = await fetch(`${watched.opsUrl('order')}/livez`);
    await shop.broker.restart();
    expect(answer.status).toBe(503);
    expect(JSON.stringify(await answer.json())).toContain('the broker');
    expect(living.status).toBe(200);
    const isReady = async (): Promise<boolean> =>
      (await fetch(`${watched.opsUrl('order')}/readyz`)).ok;
    await eventually(isReady, { what: 'order to be ready again' });
  });
});
