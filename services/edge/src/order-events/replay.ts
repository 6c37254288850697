import { EVENTS, eventSubject } from '@murmuration/choreography';
import { type Consumer, DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type OrderEvent, orderOf, toOrderEvent } from './order-event.ts';

/** Which events of an order are wanted again: those after one position, up to and with another. */
export interface Span {
  readonly orderId: string;
  readonly after: number;
  readonly upTo: number;
}

/** Reads events of the past; undefined when it is too much to look through: the present state says where the order stands. */
export type Replay = (span: Span) => Promise<readonly OrderEvent[] | undefined>;

/** An order shares its partition with others; beyond so many messages a replay is not worth its cost. */
const LONGEST = 5_000;
const BATCH = 500;
const PATIENCE_MS = 2_000;

/** Reads from the order's partition of the stream, over a consumer that lives for the moment. */
export function replayFrom(connection: NatsConnection): Replay {
  return async ({ orderId, after, upTo }) => {
    if (after >= upTo) return [];
    const consumer = await jetstream(connection).consumers.get(EVENTS, {
      // the order's partition; one filter, as in the feed of the hub
      filter_subjects: eventSubject('>', orderId),
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: after + 1,
    });
    try {
      const { num_pending: pending } = await consumer.info(true);
      if (pending > LONGEST) return undefined;
      return await collect(consumer, pending, { orderId, after, upTo });
    } finally {
      await consumer.delete().catch(() => false);
    }
  };
}

async function collect(
  consumer: Consumer,
  pending: number,
  { orderId, upTo }: Span,
): Promise<readonly OrderEvent[]> {
  const found: OrderEvent[] = [];
  for (let left = pending; left > 0;) {
    const batch = await fetchBatch(consumer, Math.min(left, BATCH));
    if (batch.length === 0) return found;
    for (const message of batch) {
      if (message.seq > upTo) return found;
      const event = orderOf(message) === orderId ? toOrderEvent(message) : undefined;
      if (event !== undefined) found.push(event);
    }
    left -= batch.length;
  }
  return found;
}

async function fetchBatch(consumer: Consumer, size: number): Promise<readonly JsMsg[]> {
  const batch: JsMsg[] = [];
  const messages = await consumer.fetch({ max_messages: size, expires: PATIENCE_MS });
  for await (const message of messages) {
    batch.push(message);
    if (batch.length === size) break;
  }
  return batch;
}
