import { DeliverPolicy, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { headers as newHeaders, type NatsConnection } from '@nats-io/transport-node';

const MESSAGE_ID = 'Nats-Msg-Id';
const PATIENCE_MS = 5_000;
const LIMIT_MS = 60_000;

export interface EchoOptions {
  /** How many of the stream's last messages are published again, at most. */
  readonly last: number;
  /** Which of them; default: all. Called once for each. */
  readonly chosen?: () => boolean;
  /** `dropped`: without the id by which the broker knows repeats. */
  readonly messageIds: 'kept' | 'dropped';
}

/**
 * Publishes the last messages of a stream again, as they are, in their order.
 * @returns how many of them the broker took for new
 */
export async function echoMessages(
  connection: NatsConnection,
  stream: string,
  { last, messageIds, chosen = () => true }: EchoOptions,
): Promise<number> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const { first_seq: first, last_seq: end } = (await manager.streams.info(stream)).state;
  const begin = Math.max(first, end - last + 1);
  if (end < begin) return 0;
  const js = jetstream(connection);
  const reader = await js.consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: begin,
  });
  const echoing: Promise<boolean>[] = [];
  const echo = ({ subject, data, headers }: JsMsg): void => {
    const same = newHeaders();
    for (const [name, values] of headers ?? []) {
      if (messageIds === 'dropped' && name === MESSAGE_ID) continue;
      for (const value of values) same.append(name, value);
    }
    const published = js.publish(subject, data, { headers: same, timeout: LIMIT_MS });
    const isNew = published.then(({ duplicate }) => !duplicate);
    // what it throws is thrown when all are awaited
    isNew.catch(() => undefined);
    echoing.push(isNew);
  };
  const limit = performance.now() + LIMIT_MS;
  for (let read = begin - 1; read < end;) {
    if (performance.now() > limit) throw new Error(`${stream} could not be read up to ${end}`);
    // it ends before it has brought all when the broker is slow
    const messages = await reader.fetch({ max_messages: end - read, expires: PATIENCE_MS });
    for await (const message of messages) {
      read = message.seq;
      if (read <= end && chosen()) echo(message);
      if (read >= end) break;
    }
  }
  return (await Promise.all(echoing)).filter(Boolean).length;
}
