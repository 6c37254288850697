import { COMMANDS, EVENTS, inTime } from '@murmuration/choreography';
import type { ServiceName, Shop } from '@murmuration/testkit';
import { jetstreamManager } from '@nats-io/jetstream';

/** What the consumers of a service have delivered and nobody has acknowledged yet. */
export interface InHand {
  readonly messages: number;
  /** Of these, those that were delivered more than once. */
  readonly redelivered: number;
}

/** Asks the broker what a service has in hand. */
export async function inHandOf(shop: Shop, service: ServiceName): Promise<InHand> {
  return await inTime(() => countInHand(shop, service));
}

async function countInHand({ connection }: Shop, service: ServiceName): Promise<InHand> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  let [messages, redelivered] = [0, 0];
  for (const stream of [EVENTS, COMMANDS]) {
    for await (const consumer of manager.consumers.list(stream)) {
      if (consumer.name !== service && !consumer.name.startsWith(`${service}-`)) continue;
      messages += consumer.num_ack_pending;
      redelivered += consumer.num_redelivered;
    }
  }
  return { messages, redelivered };
}
