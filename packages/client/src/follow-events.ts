import {
  type Consumer,
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  JetStreamApiError,
  JetStreamError,
  type OrderedConsumerOptions,
} from '@nats-io/jetstream';
import { ClosedConnectionError, type NatsConnection } from '@nats-io/transport-node';
import { NotConnected, NotStored } from './errors.ts';
import { type SeenEvent, toSeenEvent } from './seen-event.ts';

const STREAM = 'EVENTS';
const ALL_EVENTS = 'evt.>';

export interface FollowOptions {
  /** Skip what was stored before; much faster than reading a long stream from its start. */
  readonly since?: Date;
  /** Without `since`: begin with the oldest event (default), or only with what comes from now on. */
  readonly fromStart?: boolean;
  /** Ends the iteration when it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Yields the events of the stream in its order, past ones first, then new ones as they come; survives reconnects.
 * Ends by `signal`, or by leaving the loop. With `key`, only the events of that aggregate.
 * @throws NotStored when there is no stream of events, NotConnected
 */
export async function* followEvents(
  connection: NatsConnection,
  options: FollowOptions,
  key?: string,
): AsyncGenerator<SeenEvent> {
  const isOver = (): boolean => options.signal?.aborted === true;
  if (isOver()) return;
  const { consumer, messages } = await consume(connection, options);
  const stop = (): void => messages.stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  // it may have been aborted meanwhile
  if (isOver()) stop();
  try {
    for await (const message of messages) {
      if (key === undefined || message.headers?.get('ce-subject') === key) {
        yield toSeenEvent(message, message.headers);
      }
    }
  } finally {
    options.signal?.removeEventListener('abort', stop);
    if (!connection.isClosed()) await leave(consumer, messages);
  }
}

/** The server forgets a consumer that nobody reads from by itself, only later: a failure here is harmless. */
async function leave(consumer: Consumer, messages: ConsumerMessages): Promise<void> {
  await messages.close();
  await consumer.delete().catch(() => false);
}

async function consume(
  connection: NatsConnection,
  options: FollowOptions,
): Promise<{ consumer: Consumer; messages: ConsumerMessages }> {
  try {
    const consumers = jetstream(connection).consumers;
    const consumer = await consumers.get(STREAM, {
      filter_subjects: ALL_EVENTS,
      ...start(options),
    });
    return { consumer, messages: await consumer.consume() };
  } catch (error) {
    throw explain(error);
  }
}

function start({ since, fromStart = true }: FollowOptions): Partial<OrderedConsumerOptions> {
  if (since !== undefined) {
    return { deliver_policy: DeliverPolicy.StartTime, opt_start_time: since.toISOString() };
  }
  return { deliver_policy: fromStart ? DeliverPolicy.All : DeliverPolicy.New };
}

function explain(error: unknown): unknown {
  if (error instanceof ClosedConnectionError) return new NotConnected('the connection is closed');
  if (error instanceof JetStreamApiError || error instanceof JetStreamError) {
    const reason = error.message;
    return new NotStored(
      `events cannot be read from ${STREAM}: ${reason}; are the services running?`,
    );
  }
  return error;
}
