import { DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers as newHeaders, type NatsConnection } from '@nats-io/transport-node';

const MESSAGE_ID = 'Nats-Msg-Id';
const PATIENCE_MS = 5_000;

export interface EchoOptions {
  /** How many of the stream's last messages are published again. */
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
  const messages = await reader.fetch({ max_messages: end - begin + 1, expires: PATIENCE_MS });
  for await (const { subject, data, headers, seq } of messages) {
    if (seq > end) break;
    if (chosen()) {
      const same = newHeaders();
      for (const [name, values] of headers ?? []) {
        if (messageIds === 'dropped' && name === MESSAGE_ID) continue;
        for (const value of values) same.append(name, value);
      }
      const published = js.publish(subject, data, { headers: same, timeout: PATIENCE_MS });
      echoing.push(published.then(({ duplicate }) => !duplicate));
    }
    if (seq === end) break;
  }
  return (await Promise.all(echoing)).filter(Boolean).length;
}
