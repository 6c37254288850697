import {
  type DirectBatchOptions,
  JetStreamError,
  type JetStreamManager,
  jetstreamManager,
  type StoredMsg,
} from '@nats-io/jetstream';
import {
  ClosedConnectionError,
  type NatsConnection,
  PermissionViolationError,
  TimeoutError,
} from '@nats-io/transport-node';
import { NotAllowed, NotConnected, NotStored } from './errors.ts';
import { type SeenEvent, toSeenEvent } from './seen-event.ts';

const STREAM = 'EVENTS';
const BATCH = 1_000;
const NO_MORE = 404;

/** Where reading begins: at the oldest event, at a moment, or after a place. */
export interface StoredOptions {
  readonly since?: Date;
  /** The place of the last event that is known. Comes before `since`. */
  readonly after?: number;
  /** Only events whose subjects this matches, such as `evt.01.>`. Default: all. */
  readonly subject?: string;
}

/** An event with the moment at which the broker has stored it. */
export interface StoredEvent extends SeenEvent {
  readonly storedAt: Date;
}

/**
 * Yields what the stream of events holds, in its order, and ends there. Events are read by their places: it takes no consumer, and leaves nothing behind at the broker.
 * @throws NotStored when there is no stream of events, NotAllowed, NotConnected
 */
export async function* storedEvents(
  connection: NatsConnection,
  { since, after, subject = 'evt.>' }: StoredOptions,
): AsyncGenerator<StoredEvent> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  let next: DirectBatchOptions =
    after === undefined && since !== undefined ? { start_time: since } : { seq: (after ?? 0) + 1 };
  for (;;) {
    let last: number | undefined;
    for await (const message of batchFrom(manager, { ...next, next_by_subj: subject })) {
      last = message.seq;
      yield { ...toSeenEvent(message, message.header), storedAt: message.time };
    }
    if (last === undefined) return;
    next = { seq: last + 1 };
  }
}

async function* batchFrom(
  manager: JetStreamManager,
  query: DirectBatchOptions,
): AsyncGenerator<StoredMsg> {
  try {
    yield* await manager.direct.getBatch(STREAM, { ...query, batch: BATCH });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === NO_MORE)) throw told(error);
  }
}

function told(error: unknown): unknown {
  if (error instanceof ClosedConnectionError) return new NotConnected('the connection is closed');
  if (error instanceof PermissionViolationError) {
    return new NotAllowed(`this user may not read ${STREAM}`);
  }
  if (error instanceof TimeoutError || error instanceof JetStreamError) {
    const { message } = error;
    return new NotStored(
      `events cannot be read from ${STREAM}: ${message}; is there such a stream, and may this user read it?`,
    );
  }
  return error;
}
