import { eventually, testBroker, type TestBroker } from '@murmuration/testkit';
import { jetstream, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echoMessages } from './echo-messages.ts';

let broker: TestBroker;
let connection: NatsConnection;
let manager: JetStreamManager;
beforeAll(async () => {
  broker = await testBroker();
  const { url: servers, user, password: pass } = broker;
  connection = await connect({ servers, user, pass });
  manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'S', subjects: ['s.*'] });
  const js = jetstream(connection);
  for (const n of [1, 2, 3]) await js.publish(`s.${n}`, `body ${n}`, { msgID: `id-${n}` });
});
afterAll(async () => {
  await connection.close();
  await broker.stop();
});

const messageAt = async (seq: number) => {
  const message = await manager.streams.getMessage('S', { seq });
  const { subject, header } = message ?? {};
  return { subject, body: message?.string(), id: header?.get('Nats-Msg-Id') };
};

describe('an echo of messages', () => {
  it('is dropped by the broker while it knows their ids', async () => {
    expect(await echoMessages(connection, 'S', { last: 3, messageIds: 'kept' })).toBe(0);
  });

  it('is stored without ids', async () => {
    expect(await echoMessages(connection, 'S', { last: 2, messageIds: 'dropped' })).toBe(2);
    expect(await messageAt(5)).toEqual({ subject: 's.3', body: 'body 3', id: '' });
  });

  it('is stored with ids that the broker has forgotten', async () => {
    await manager.streams.add({ name: 'F', subjects: ['f'], duplicate_window: nanos(100) });
    await jetstream(connection).publish('f', 'body', { msgID: 'id' });
    const echo = () => echoMessages(connection, 'F', { last: 1, messageIds: 'kept' });
    await eventually(async () => (await echo()) === 1, { what: 'the id to be forgotten' });
    const stored = await manager.streams.getMessage('F', { seq: 2 });
    expect(stored?.header.get('Nats-Msg-Id')).toBe('id');
  });

  it('of an empty stream is nothing', async () => {
    await manager.streams.purge('S');
    expect(await echoMessages(connection, 'S', { last: 9, messageIds: 'kept' })).toBe(0);
  });
});
