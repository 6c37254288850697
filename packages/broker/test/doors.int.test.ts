import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureStreams, runtimeSettings } from '@murmuration/choreography';
import { queries, requests } from '@murmuration/contracts';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  allCommands,
  definitions,
  durablesOf,
  foreignEars,
  foreignEvents,
  foreignQuestions,
  insideOf,
  onConsumer,
  onOwnConsumer,
  onStreamsOfOthers,
} from './support/foreign-subjects.ts';
import { type LockedBroker, lockedBroker } from './support/locked-broker.ts';
import type { Visitor } from './support/visitor.ts';

let locked: LockedBroker;
let operator: Visitor;

const settings = runtimeSettings.parse({
  NATS_URL: 'nats://unused',
  DATABASE_URL: 'postgres://unused',
});

beforeAll(async () => {
  locked = await lockedBroker();
  operator = await locked.as(locked.doors.user);
  const manager = await jetstreamManager(operator.connection);
  await ensureStreams(manager, settings);
  for (const { stream, durable, filters } of definitions.flatMap(durablesOf)) {
    const filter_subjects = [...filters];
    await manager.consumers.add(stream, {
      durable_name: durable,
      ack_policy: 'explicit',
      filter_subjects,
    });
  }
});

afterAll(() => locked.stop());

const names = definitions.map(({ name }) => name);
const definitionOf = (name: string) => definitions.filter((each) => each.name === name);
const othersOf = (name: string) => definitions.filter((each) => each.name !== name);

async function stateOfStreams(): Promise<unknown> {
  const manager = await jetstreamManager(operator.connection);
  const streams = await manager.streams.list().next();
  return streams.map(({ config, created, state }) => [config, created, state.last_seq]);
}

describe.each([...names, 'edge', 'observer'])('%s is refused', (name) => {
  it.each([
    ['the facts of every other service', foreignEvents(name)],
    ['every command', allCommands],
    [
      'whatever is inside of every other service',
      othersOf(name).flatMap((it) => insideOf(it.name)),
    ],
    ['every change and every look beyond what it needs at streams', onStreamsOfOthers(name)],
  ])('%s', async (_, subjects) => {
    const visitor = await locked.as(name);
    const before = await stateOfStreams();
    expect(await visitor.refusedToPublish(subjects)).toEqual(subjects);
    expect(await stateOfStreams()).toEqual(before);
  });

  it('the consumers of every other service', async () => {
    const visitor = await locked.as(name);
    const subjects = othersOf(name).flatMap(durablesOf).flatMap(onConsumer);
    expect(await visitor.refusedToPublish(subjects)).toEqual(subjects);
  });

  it('to overwrite its own consumers', async () => {
    const visitor = await locked.as(name);
    const subjects = definitionOf(name).flatMap(durablesOf).flatMap(onOwnConsumer);
    expect(await visitor.refusedToPublish(subjects)).toEqual(subjects);
  });

  it('to hear what is not its own', async () => {
    const visitor = await locked.as(name);
    const subjects = foreignEars(name);
    expect(await visitor.refusedToHear(subjects)).toEqual(subjects);
  });
});

describe.each(names)('%s', (name) => {
  it('may not ask what no contract says that it asks', async () => {
    const visitor = await locked.as(name);
    const subjects = foreignQuestions(name);
    expect(await visitor.refusedToPublish(subjects)).toEqual(subjects);
  });

  it('cannot change a stream that exists by creating it', async () => {
    const { connection } = await locked.as(name);
    const before = await stateOfStreams();
    const config = { name: 'EVENTS', subjects: ['evt.>', 'cmd.>'], max_msgs: 1 };
    const answer = await connection.request(
      '$JS.API.STREAM.CREATE.EVENTS',
      JSON.stringify(config),
      { timeout: 20_000 },
    );
    expect(answer.json()).toMatchObject({ error: { err_code: 10_058 } });
    expect(await stateOfStreams()).toEqual(before);
  });

  it('publishes its own facts, and reads and acknowledges what its consumers give it', async () => {
    const { connection } = await locked.as(name);
    const [definition] = definitionOf(name);
    for (const { stream, durable, filters } of definition ? durablesOf(definition) : []) {
      const subject = filters[0]?.replace('*', '01') ?? '';
      await jetstream(operator.connection).publish(subject, '{}');
      const consumer = await jetstream(connection).consumers.get(stream, durable);
      const message = await consumer.next({ expires: 20_000 });
      expect(message?.subject).toBe(subject);
      expect(await message?.ackAck()).toBe(true);
    }
  });
});

describe('a service under the pen of an intruder', () => {
  it('reaches no stream and no question by the reply subject of what it pulls', async () => {
    const inventory = await locked.as('inventory');
    await jetstream(operator.connection).publish('evt.01.order.placed', '{"forged":true}');
    const pull = ['$JS.API.CONSUMER.MSG.NEXT.EVENTS.inventory'];
    const before = await stateOfStreams();
    for (const reply of ['$JS.API.STREAM.DELETE.EVENTS', '$JS.API.STREAM.PURGE.COMMANDS']) {
      expect(await inventory.refusedToPublish(pull, { body: '', reply })).toEqual([]);
    }
    expect(await stateOfStreams()).toEqual(before);
  });
});

describe('the edge', () => {
  it('may ask what has a route, and nothing that has none', async () => {
    const edge = await locked.as('edge');
    const routed = [
      ...queries.map(({ type, http }) => ({ subject: `qry.${type}`, http })),
      ...requests.map(({ type, http }) => ({ subject: `req.${type}`, http })),
    ];
    const subjects = routed.map(({ subject }) => subject);
    const refused = routed.filter(({ http }) => http === undefined).map(({ subject }) => subject);
    expect(await edge.refusedToPublish(subjects)).toEqual(refused);
    expect(refused).toContain('req.user.grant-role');
  });

  it('reads events over a consumer of the moment', async () => {
    const { connection } = await locked.as('edge');
    const { seq } = await jetstream(operator.connection).publish('evt.02.order.placed', '{}');
    const consumer = await jetstream(connection).consumers.get('EVENTS', {
      filter_subjects: 'evt.>',
      opt_start_seq: seq,
    });
    expect((await consumer.next({ expires: 20_000 }))?.seq).toBe(seq);
    expect(await consumer.delete()).toBe(true);
  });
});

describe('the observer', () => {
  it('reads events by their places, and does nothing else', async () => {
    const { connection } = await locked.as('observer');
    const { seq } = await jetstream(operator.connection).publish('evt.02.order.placed', '{}');
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const read: number[] = [];
    for await (const message of await manager.direct.getBatch('EVENTS', { seq })) {
      read.push(message.seq);
    }
    expect(read).toEqual([seq]);
  });

  it('makes no consumer, and asks nothing', async () => {
    const observer = await locked.as('observer');
    const subjects = [
      '$JS.API.CONSUMER.CREATE.EVENTS.a-name.evt.>',
      '$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.a-name',
      '$JS.API.STREAM.CREATE.EVENTS',
      '$JS.API.STREAM.INFO.EVENTS',
      '$JS.API.DIRECT.GET.COMMANDS',
      ...queries.map(({ type }) => `qry.${type}`),
      ...requests.map(({ type }) => `req.${type}`),
    ];
    expect(await observer.refusedToPublish(subjects)).toEqual(subjects);
  });

  it('stores no event once more by naming its subject for the reply', async () => {
    const { seq } = await jetstream(operator.connection).publish('evt.02.order.placed', '{}');
    const observer = await locked.as('observer');
    const before = await stateOfStreams();
    const body = JSON.stringify({ seq, batch: 1 });
    const reply = 'evt.01.payment.captured';
    await observer.refusedToPublish(['$JS.API.DIRECT.GET.EVENTS'], { body, reply });
    await sleep(500);
    expect(await stateOfStreams()).toEqual(before);
  });
});

describe('whoever is no user', () => {
  it.each([
    ['without credentials', {}],
    ['with the wrong password', { user: 'order', pass: randomBytes(8).toString('hex') }],
    ['with a token that nobody vouches for', { token: 'let-me-in' }],
  ])('does not come in %s', async (_, credentials) => {
    const attempt = connect({ servers: locked.broker.url, ...credentials, reconnect: false });
    await expect(attempt).rejects.toThrow(/authorization/i);
  });
});
