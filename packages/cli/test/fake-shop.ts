import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventDraft, Outcome, QueryContract } from '@murmuration/contracts';
import { type RunningNats, startNatsServer } from '@murmuration/devkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { type Envelope, tellEvent } from './told-event.ts';

/** A real nats-server with the streams of the shop, answered for by hand. */
export interface FakeShop {
  readonly environment: NodeJS.ProcessEnv;
  /** As the operator's. */
  readonly connection: NatsConnection;
  readonly commands: unknown[];
  /** Answers commands of this type; undefined: no outcome. */
  onCommand(type: string, decide: (data: unknown) => Outcome | undefined): Promise<void>;
  answer<Params, Result>(
    query: QueryContract<string, Params, Result>,
    result: (params: unknown) => Result,
  ): Promise<void>;
  /** Answers a question that no contract describes. */
  reply(subject: string, answer: unknown): Promise<void>;
  /** Puts an event on the stream, and gives its id. */
  emit(draft: EventDraft, told?: Partial<Envelope>): Promise<string>;
  close(): Promise<void>;
}

export async function startFakeShop(): Promise<FakeShop> {
  const directory = await mkdtemp(join(tmpdir(), 'murmuration-cli-'));
  const nats = await startNatsServer({ directory, port: 0, user: 'operator' });
  const connection = await connect({ servers: nats.url, user: nats.user, pass: nats.password });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'COMMANDS', subjects: ['cmd.>'], allow_direct: true });
  await manager.streams.add({ name: 'EVENTS', subjects: ['evt.>'], allow_direct: true });
  const commands: unknown[] = [];
  return {
    environment: environmentOf(nats),
    connection,
    commands,
    onCommand: (type, decide) => onCommand(connection, type, commands, decide),
    answer: (query, result) =>
      subscribe(connection, `qry.${query.type}`, (message) =>
        message.respond(JSON.stringify(result(message.json()))),
      ),
    reply: (subject, answer) =>
      subscribe(connection, subject, (message) => message.respond(JSON.stringify(answer))),
    emit: (draft, told) => tellEvent(connection, draft, told),
    close: async () => {
      await connection.close();
      await nats.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function environmentOf({ url, user, password }: RunningNats): NodeJS.ProcessEnv {
  return { MURMURATION_URL: url, MURMURATION_USER: user, MURMURATION_PASSWORD: password };
}

/** Resolves when the server knows of the subscription. */
async function subscribe(
  connection: NatsConnection,
  subject: string,
  receive: (message: Msg) => void,
): Promise<void> {
  connection.subscribe(subject, { callback: (_, message) => receive(message) });
  await connection.flush();
}

async function onCommand(
  connection: NatsConnection,
  type: string,
  commands: unknown[],
  decide: (data: unknown) => Outcome | undefined,
): Promise<void> {
  await subscribe(connection, `cmd.${type}`, (message) => {
    const data: unknown = message.json();
    commands.push(data);
    const outcome = decide(data);
    const replyTo = message.headers?.get('murmuration-reply-to') ?? '';
    if (outcome !== undefined) connection.publish(replyTo, JSON.stringify(outcome));
  });
}
