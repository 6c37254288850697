import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { testBroker, type TestBroker } from '@murmuration/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BrokerStore } from './broker-store.ts';

const COUNT = 200;
let broker: TestBroker;
let store: BrokerStore;
let connection: NatsConnection;
let manager: JetStreamManager;

beforeEach(async () => {
  broker = await testBroker({ withinReach: true });
  store = new BrokerStore(broker);
  await dial();
  await manager.streams.add({ name: 'S', subjects: ['s'], deny_delete: true });
  await manager.consumers.add('S', { durable_name: 'reader', ack_policy: 'explicit' });
  await publish(COUNT);
});
afterEach(async () => {
  await connection.close();
  await broker.stop();
});

async function dial(): Promise<void> {
  const { url: servers, user, password: pass } = broker;
  connection = await connect({ servers, user, pass });
  manager = await jetstreamManager(connection);
}

async function publish(count: number): Promise<void> {
  const js = jetstream(connection);
  for (let at = 1; at <= count; at++) await js.publish('s', `message ${at}`);
}

/** Does something to the files of a server that was killed, and starts it again. */
async function whileDown(work: () => Promise<unknown>): Promise<void> {
  await connection.close();
  await broker.kill();
  await work();
  await broker.restart();
  await dial();
}

/** Reads every message through a consumer. */
async function readable(): Promise<number> {
  const consumer = await jetstream(connection).consumers.get('S');
  let count = 0;
  for await (const _ of await consumer.fetch({ max_messages: COUNT, expires: 1_000 })) count += 1;
  return count;
}

const messages = async (): Promise<number> => (await manager.streams.info('S')).state.messages;

describe("surgery on a broker's store", () => {
  it('wipes it: the stream is gone, also when the server ran meanwhile', async () => {
    await store.wipe();
    await whileDown(async () => undefined);
    await expect(manager.streams.info('S')).rejects.toThrow('stream not found');
  });

  it('restores an older copy that was made of a running server', async () => {
    const copy = await store.copy();
    await publish(50);
    expect(await messages()).toBe(COUNT + 50);
    await whileDown(() => store.restore(copy));
    expect(await messages()).toBe(COUNT);
    await copy.remove();
  });

  it('truncates the last block: the last messages are gone', async () => {
    await whileDown(() => store.truncateLastBlock('S', 100));
    const left = await messages();
    expect(left).toBeLessThan(COUNT);
    expect(left).toBeGreaterThan(COUNT / 2);
  });

  it('flips bits: messages in the middle are gone', async () => {
    await whileDown(() => store.flipBits('S', 5, Math.random));
    expect(await readable()).toBeLessThan(COUNT);
  });

  it('removes a consumer', async () => {
    await whileDown(() => store.removeConsumer('S', 'reader'));
    await expect(manager.consumers.info('S', 'reader')).rejects.toThrow('consumer not found');
    expect(await messages()).toBe(COUNT);
  });

  it('says when there is no such stream', async () => {
    await expect(store.blocksOf('T')).rejects.toThrow('no stream T');
  });
});
