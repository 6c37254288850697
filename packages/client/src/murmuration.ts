import type { CommandContract, Outcome } from '@murmuration/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { z } from 'zod';
import { ask, type Askable, request } from './ask.ts';
import { draftCommand, type Sender, type Tracing } from './command-draft.ts';
import { type FollowOptions, followEvents } from './follow-events.ts';
import { pipeline, type Settled } from './pipeline.ts';
import { ReplyBox } from './reply-box.ts';
import type { SeenEvent } from './seen-event.ts';
import { publishCommand, sendCommand } from './send-command.ts';
import { type StoredEvent, storedEvents, type StoredOptions } from './stored-events.ts';
import { within } from './within.ts';

export interface Patience {
  /** Default: 10,000. */
  readonly timeoutMs?: number;
}

export type SendOptions = Patience & Tracing;

export interface PipelineOptions extends Patience {
  /** How many commands may be under way at a time. Default: 256. */
  readonly inFlight?: number;
}

/** A connection to the shop. */
export interface Murmuration {
  /**
   * Sends a command and waits for what came of it; repeats it under the same id while no outcome comes.
   * @throws ContractViolation, OutcomeTimeout, NotStored, NotAllowed, NotConnected
   */
  send<Data>(
    command: CommandContract<string, Data>,
    data: NoInfer<Data>,
    options?: SendOptions,
  ): Promise<Outcome>;
  /**
   * Stores a command and does not wait for what comes of it.
   * @throws ContractViolation, NotStored, NotAllowed, NotConnected
   */
  publish<Data>(
    command: CommandContract<string, Data>,
    data: NoInfer<Data>,
    options?: SendOptions,
  ): Promise<void>;
  /** Sends many commands, several at a time, and yields each outcome as it comes. For load. */
  sendMany<Data>(
    command: CommandContract<string, Data>,
    all: Iterable<NoInfer<Data>> | AsyncIterable<NoInfer<Data>>,
    options?: PipelineOptions,
  ): AsyncIterable<Settled<Data, Outcome>>;
  /** Stores many commands, several at a time, and yields each as it is stored. For load. */
  publishMany<Data>(
    command: CommandContract<string, Data>,
    all: Iterable<NoInfer<Data>> | AsyncIterable<NoInfer<Data>>,
    options?: PipelineOptions,
  ): AsyncIterable<Settled<Data, void>>;
  /**
   * Asks a service a question, or sends it a wish that no stream may hold; the answer is checked against the contract.
   * @throws ContractViolation for wrong params; QueryFailed, with status 503 when nobody answers; NotConnected
   */
  ask<Params, Result>(
    contract: Askable<Params, Result>,
    params: NoInfer<Params>,
    options?: Patience,
  ): Promise<Result>;
  /**
   * A question that no contract describes, such as those for operators. Body and answer are JSON.
   * @throws QueryFailed, NotAllowed, NotConnected
   */
  request<Result>(
    subject: string,
    params: unknown,
    schema: z.ZodType<Result>,
    options?: Patience,
  ): Promise<Result>;
  /** All events of one aggregate, such as an order, in the order of the stream. */
  watch(key: string, options?: FollowOptions): AsyncIterable<SeenEvent>;
  /** All events of the shop, in the order of the stream. */
  events(options?: FollowOptions): AsyncIterable<SeenEvent>;
  /** The events that the stream holds at present, in its order; takes no consumer, and leaves nothing behind. */
  stored(options?: StoredOptions): AsyncIterable<StoredEvent>;
  /** Lets what is under way finish and closes the connection. May be called twice. */
  close(): Promise<void>;
}

type Identity = Sender & { readonly inboxPrefix: string | undefined };

const TIMEOUT_MS = 10_000;
const IN_FLIGHT = 256;
const DRAIN_LIMIT_MS = 2_000;

export function createMurmuration(connection: NatsConnection, identity: Identity): Murmuration {
  const wire = { connection, replies: new ReplyBox(connection, identity.inboxPrefix) };
  const send: Murmuration['send'] = async (command, data, options = {}) =>
    await sendCommand(wire, draftCommand(command, data, identity, options), limit(options));
  const publish: Murmuration['publish'] = async (command, data, options = {}) =>
    await publishCommand(wire, draftCommand(command, data, identity, options), limit(options));
  return {
    send,
    publish,
    sendMany: (command, all, options = {}) =>
      pipeline(all, width(options), (data) => send(command, data, options)),
    publishMany: (command, all, options = {}) =>
      pipeline(all, width(options), (data) => publish(command, data, options)),
    ask: (contract, params, options = {}) =>
      ask(connection, contract, params, limit(options), identity.userId),
    request: (subject, params, schema, options = {}) =>
      request(connection, subject, params, schema, limit(options)),
    watch: (key, options = {}) => followEvents(connection, options, key),
    events: (options = {}) => followEvents(connection, options),
    stored: (options = {}) => storedEvents(connection, options),
    close: () => close(connection),
  };
}

/** Draining waits for the server; when that is gone, closing must not wait with it. */
async function close(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  await within(connection.drain(), DRAIN_LIMIT_MS);
  await connection.close();
}

function limit({ timeoutMs = TIMEOUT_MS }: Patience): number {
  return timeoutMs;
}

function width({ inFlight = IN_FLIGHT }: PipelineOptions): number {
  return inFlight;
}
