import { request } from 'node:http';
import { once } from 'node:events';
import { ensureStreams, runtimeSettings } from '@murmuration/choreography';
import { commands, events, queries, requests } from '@murmuration/contracts';
import { eventually } from '@murmuration/testkit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { come, openDoor } from './support/end-user.ts';
import { insideOf, onStreams } from './support/foreign-subjects.ts';
import { type LockedBroker, lockedBroker } from './support/locked-broker.ts';
import type { Visitor } from './support/visitor.ts';

let locked: LockedBroker;
let operator: Visitor;
let closeDoor: () => Promise<void>;

const settings = runtimeSettings.parse({
  NATS_URL: 'nats://unused',
  DATABASE_URL: 'postgres://unused',
});

beforeAll(async () => {
  locked = await lockedBroker();
  operator = await locked.as(locked.doors.user);
  await ensureStreams(await jetstreamManager(operator.connection), settings);
  closeDoor = await openDoor(locked);
});

afterAll(() => locked.stop());

async function lastOf(stream: string): Promise<number> {
  const manager = await jetstreamManager(operator.connection);
  return (await manager.streams.info(stream)).state.last_seq;
}

describe.each(['tcp', 'websocket'] as const)('an end user over %s', (over) => {
  let ada: Visitor;

  beforeEach(async () => {
    ada = await come(locked, { userId: 'u-ada', over });
    return () => ada.connection.close();
  });

  it('sends a command, which the stream keeps under the user’s own id', async () => {
    const ack = await jetstream(ada.connection).publish('user.u-ada.cmd.order.place', '{}');
    const manager = await jetstreamManager(operator.connection);
    const kept = await manager.streams.getMessage('COMMANDS', { seq: ack.seq });
    expect(kept?.subject).toBe('user.u-ada.cmd.order.place');
  });

  it('is answered a request about himself', async () => {
    const { connection } = await locked.as('user');
    const answering = connection.subscribe('user.*.req.user.update-profile', {
      max: 1,
      callback: (_, message) => {
        message.respond(message.subject);
      },
    });
    await connection.flush();
    const answer = await ada.connection.request('user.u-ada.req.user.update-profile', '{}', {
      timeout: 20_000,
    });
    expect(answer.string()).toBe('user.u-ada.req.user.update-profile');
    answering.unsubscribe();
  });

  it('reads the outcomes that a service sends to the own inbox', async () => {
    const heard = Promise.withResolvers<string>();
    ada.connection.subscribe('_INBOX.u-ada.outcome', {
      callback: (_, message) => heard.resolve(message.string()),
    });
    await ada.connection.flush();
    const order = await locked.as('order');
    expect(await order.refusedToPublish(['_INBOX.u-ada.outcome'], { body: 'accepted' })).toEqual(
      [],
    );
    expect(await heard.promise).toBe('accepted');
  });

  it('may send nothing else', async () => {
    const before = [await lastOf('COMMANDS'), await lastOf('EVENTS')];
    const subjects = [
      ...commands.flatMap(({ type }) => [`cmd.${type}`, `user.u-bob.cmd.${type}`]),
      ...commands
        .filter(({ sentBy }) => sentBy !== 'anyone')
        .map(({ type }) => `user.u-ada.cmd.${type}`),
      ...requests.flatMap(({ type }) => [`req.${type}`, `user.u-bob.req.${type}`]),
      ...requests
        .filter(({ access }) => access !== 'own')
        .map(({ type }) => `user.u-ada.req.${type}`),
      ...queries.map(({ type }) => `qry.${type}`),
      ...events.map(({ type }) => `evt.01.${type}`),
      ...insideOf('order'),
      ...onStreams,
      '_INBOX.u-bob.outcome',
      '_INBOX_order.outcome',
      '$SRV.PING',
    ];
    expect(await ada.refusedToPublish(subjects)).toEqual(subjects);
    expect([await lastOf('COMMANDS'), await lastOf('EVENTS')]).toEqual(before);
  });

  it('hears nothing else', async () => {
    const streams = ['>', '*.>', 'evt.>', 'cmd.>', 'user.>', 'user.u-ada.>', 'qry.>', 'req.>'];
    const inboxes = ['_INBOX.>', '_INBOX.*.>', '_INBOX.u-bob.>', '_INBOX_order.>', '_R_.>'];
    const subjects = [...streams, ...inboxes, '$SRV.>', '$SYS.>'];
    expect(await ada.refusedToHear(subjects)).toEqual(subjects);
  });
});

describe('the reply subject of an end user', () => {
  it.each([
    'evt.01.order.placed',
    'cmd.payment.refund',
    'user.u-bob.cmd.order.cancel',
    '$JS.API.STREAM.DELETE.EVENTS',
  ])('leads nowhere when it is %s', async (reply) => {
    const ada = await come(locked, { userId: 'u-ada', over: 'tcp' });
    const heard: string[] = [];
    const spy = operator.connection.subscribe(reply, {
      callback: (_, message) => {
        heard.push(message.subject);
      },
    });
    await operator.connection.flush();
    const before = await lastOf('COMMANDS');
    await ada.refusedToPublish(['user.u-ada.cmd.order.place'], { reply });
    await eventually(async () => (await lastOf('COMMANDS')) > before, { what: 'the command' });
    // an acknowledgement comes before that of a later command
    await jetstream(ada.connection).publish('user.u-ada.cmd.order.place', '{}');
    await operator.connection.flush();
    expect(heard).toEqual([]);
    expect(await lastOf('COMMANDS')).toBe(before + 2);
    spy.unsubscribe();
    await ada.connection.close();
  });
});

describe('the door', () => {
  it('is closed to a token that is not good', async () => {
    const attempt = come(locked, { userId: 'intruder', over: 'tcp' });
    await expect(attempt).rejects.toThrow(/authorization/i);
  });

  it('closes behind whoever has come in with a token that ends', async () => {
    const ada = await come(locked, { userId: 'u-ada', over: 'tcp', seconds: 5 });
    expect(String(await ada.connection.closed())).toMatch(/expired/i);
  });

  it('is closed to pages of unknown origin', async () => {
    expect(await statusFor('http://127.0.0.1')).toBe(101);
    expect(await statusFor('https://elsewhere.example')).toBe(403);
  });

  it('is closed while nobody answers at it, and services come in all the same', async () => {
    await closeDoor();
    const attempt = come(locked, { userId: 'u-ada', over: 'tcp' });
    await expect(attempt).rejects.toThrow();
    expect(await (await locked.as('product')).refusedToPublish(['wake.product.0'])).toEqual([]);
  });
});

/** The HTTP status that a browser's page of this origin gets from the listener for browsers. */
async function statusFor(origin: string): Promise<number | undefined> {
  const asking = request((locked.broker.websocketUrl ?? '').replace('ws:', 'http:'), {
    headers: {
      Origin: origin,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': Buffer.alloc(16, 1).toString('base64'),
    },
  });
  asking.end();
  const [answer] = await Promise.race([once(asking, 'upgrade'), once(asking, 'response')]);
  asking.destroy();
  return answer.statusCode;
}
