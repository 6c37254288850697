import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBroker } from './broker.ts';
import { testBroker } from './test-broker.ts';

let broker: TestBroker;
beforeAll(async () => {
  broker = await testBroker();
});
afterAll(() => broker.stop());

const dial = ({ url, user, password }: TestBroker): Promise<NatsConnection> =>
  connect({ servers: url, user, pass: password });

async function storedMessages(): Promise<number> {
  const connection = await dial(broker);
  const { state } = await (await jetstreamManager(connection)).streams.info('S');
  await connection.close();
  return state.messages;
}

describe('a broker for tests', () => {
  it('stores messages and lets nobody in without the password', async () => {
    const connection = await dial(broker);
    await (await jetstreamManager(connection)).streams.add({ name: 'S', subjects: ['s.>'] });
    await jetstream(connection).publish('s.one');
    await connection.close();
    expect(await storedMessages()).toBe(1);
    await expect(dial({ ...broker, password: 'guess' })).rejects.toThrow();
  });

  it('keeps what is stored over a kill and a restart, at the same address', async () => {
    await broker.kill();
    await expect(dial(broker)).rejects.toThrow();
    await broker.restart();
    expect(await storedMessages()).toBe(1);
  });

  it('keeps what is stored over a halt and a restart', async () => {
    await broker.halt();
    await broker.restart();
    expect(await storedMessages()).toBe(1);
  });
});
