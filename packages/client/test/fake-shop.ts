import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventDraft, Outcome } from '@murmuration/contracts';
import { type RunningNats, startNatsServer } from '@murmuration/devkit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import {
  connect,
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
} from '@nats-io/transport-node';

/** A command as the service side saw it. */
export interface SeenCommand {
  readonly subject: string;
  readonly headers: MsgHdrs;
  readonly data: unknown;
}

/** A real nats-server with the streams of the shop, and a hand-made service that decides commands as it is told. */
export interface FakeShop {
  readonly nats: RunningNats;
  readonly connection: NatsConnection;
  readonly seen: SeenCommand[];
  /** What the service answers to the n-th command that it sees; undefined: no answer. */
  decide: (command: SeenCommand, count: number) => Outcome | undefined;
  /** Answers questions on a subject until the returned function is called. Resolves when the server knows of it. */
  answer(subject: string, reply: (message: Msg) => void): Promise<() => Promise<void>>;
  emit(draft: EventDraft, id: string): Promise<void>;
  close(): Promise<void>;
}

/** Lines for the server's configuration: `boss` may do all, `guest` may only send commands of user u-1. */
export const TWO_USERS = `
authorization {
  users: [
    { user: boss, password: secret }
    { user: guest, password: secret, permissions: {
      publish: ["user.u-1.cmd.>"], subscribe: ["_INBOX.>"] } }
  ]
}`;

export async function startFakeShop({ withStreams = true } = {}): Promise<FakeShop> {
  const directory = await mkdtemp(join(tmpdir(), 'murmuration-client-'));
  const nats = await startNatsServer({ directory, port: 0, extraConfig: TWO_USERS });
  const connection = await connect({ servers: nats.url, user: 'boss', pass: 'secret' });
  const shop: FakeShop = {
    nats,
    connection,
    seen: [],
    decide: () => undefined,
    answer: (subject, reply) => answer(connection, subject, reply),
    emit: (draft, id) => emit(connection, draft, id),
    close: async () => {
      await connection.close();
      await nats.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  if (withStreams) {
    await addStreams(connection);
    serve(shop);
  }
  await connection.flush();
  return shop;
}

async function addStreams(connection: NatsConnection): Promise<void> {
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'COMMANDS', subjects: ['cmd.>', 'user.*.cmd.>'] });
  await manager.streams.add({ name: 'EVENTS', subjects: ['evt.>'], allow_direct: true });
}

/** Sees commands as they are published; the stream stores them beside. */
function serve(shop: FakeShop): void {
  for (const subject of ['cmd.>', 'user.*.cmd.>']) {
    shop.connection.subscribe(subject, {
      callback: (_error, message) => {
        const command = {
          subject: message.subject,
          headers: message.headers ?? headers(),
          data: message.json(),
        };
        shop.seen.push(command);
        const outcome = shop.decide(command, shop.seen.length);
        const replyTo = command.headers.get('murmuration-reply-to');
        if (outcome !== undefined && replyTo !== '') {
          shop.connection.publish(replyTo, JSON.stringify(outcome));
        }
      },
    });
  }
}

async function answer(
  connection: NatsConnection,
  subject: string,
  reply: (message: Msg) => void,
): Promise<() => Promise<void>> {
  const subscription = connection.subscribe(subject, {
    callback: (_error, message) => reply(message),
  });
  await connection.flush();
  return async () => {
    subscription.unsubscribe();
    await connection.flush();
  };
}

async function emit(connection: NatsConnection, draft: EventDraft, id: string): Promise<void> {
  const all = headers();
  all.set('ce-id', id);
  all.set('ce-type', draft.name);
  all.set('ce-source', '/test');
  all.set('ce-subject', draft.contract.key(draft.data));
  all.set('ce-time', '2026-01-05T09:00:00.000Z');
  const subject = `evt.03.${draft.contract.type}`;
  await jetstream(connection).publish(subject, JSON.stringify(draft.data), {
    msgID: id,
    headers: all,
  });
}
