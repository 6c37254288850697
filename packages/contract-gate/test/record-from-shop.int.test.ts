import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandSubject, ensureStreams, eventSubject } from '@murmuration/choreography';
import { cancelOrder, orderCancelled, orderPlaced } from '@murmuration/contracts';
import { testBroker, type TestBroker } from '@murmuration/testkit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBodies } from '../src/corpus/recorded-bodies.ts';
import { recordFromShop } from '../src/corpus/record-from-shop.ts';
import { shop } from './edited-shop.ts';

let broker: TestBroker;
let connection: NatsConnection;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recorded-'));
  broker = await testBroker();
  connection = await connect({ servers: broker.url, user: broker.user, pass: broker.password });
  const settings = { STREAM_MAX_AGE_HOURS: 1, STREAM_REPLICAS: 1 };
  await ensureStreams(await jetstreamManager(connection), settings);
});
afterAll(async () => {
  await connection.close();
  await broker.stop();
  await rm(folder, { recursive: true });
});

async function send(subject: string, type: string, body: unknown): Promise<void> {
  const given = headers();
  if (type !== '') given.set('ce-type', type);
  await jetstream(connection).publish(subject, JSON.stringify(body), { headers: given });
}

async function record(): Promise<readonly string[]> {
  const said: string[] = [];
  const { url, user, password } = broker;
  const env = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password };
  await recordFromShop(shop, folder, env, (line) => said.push(line));
  return said;
}

describe('recording from a running shop', () => {
  it('takes two bodies of each kind, and passes over what is of another version or cannot be read', async () => {
    const [cancelled] = orderCancelled.examples;
    const subject = eventSubject(orderCancelled.type, 'o-1');
    for (const orderId of ['o-1', 'o-2', 'o-3']) {
      await send(subject, orderCancelled.name, { ...cancelled, orderId });
    }
    await send(subject, orderCancelled.name, { ...cancelled, reason: 'requested' });
    await send(subject, 'order.cancelled.v7', { cancelled: true });
    await send(eventSubject(orderPlaced.type, 'o-1'), orderPlaced.name, { orderId: 'o-1' });
    await send(commandSubject(cancelOrder.type), '', { orderId: 'o-1' });

    expect(await record()).toEqual([
      'recorded 3 bodies of order.cancelled',
      'recorded 1 body of order.cancel',
    ]);
    const files = await readdir(folder);
    expect(files.toSorted()).toEqual(['order.cancel.v1.json', 'order.cancelled.v1.json']);
    expect(await readBodies(join(folder, 'order.cancel.v1.json'))).toEqual([
      { body: { orderId: 'o-1' }, key: 'o-1', id: 'o-1', reads: '{"orderId":"o-1"}' },
    ]);
  });

  it('takes nothing twice', async () => {
    expect(await record()).toEqual([]);
  });

  it('says what it needs when no broker is named', async () => {
    await expect(recordFromShop(shop, folder, {}, () => undefined)).rejects.toThrow(/murmur env/);
  });
});
