import { AckPolicy, DeliverPolicy, jetstreamManager, JetStreamApiError } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import type { Delivery } from '../batch/delivery.ts';
import { JetStreamDelivery } from '../batch/jetstream-delivery.ts';
import { type ConsumerPlan, recallConsumer } from '../topology/consumers.ts';

const PATIENCE_MS = 2_000;
/** A consumer that nobody has removed removes itself. */
const ABANDONED_MS = 5_000;
const CONSUMER_NOT_FOUND = 10_014;

/**
 * Looks once more at a message that a consumer was given; undefined when its stream holds it no longer. By a consumer of the moment with the same filters: a service may not
 * read a stream by sequence, which would show it everybody's messages. Throws when another process is looking at the same moment.
 */
export async function recallMessage(
  broker: NatsConnection,
  plan: ConsumerPlan,
  sequence: number,
): Promise<Delivery | undefined> {
  const { stream, durable, filters } = recallConsumer(plan);
  const manager = await jetstreamManager(broker, { checkAPI: false });
  const info = await manager.consumers.add(stream, {
    durable_name: durable,
    filter_subjects: [...filters],
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: sequence,
    ack_policy: AckPolicy.None,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(ABANDONED_MS),
  });
  try {
    if (info.num_pending === 0) return undefined;
    // a message keeps its own subject, which is none of the client's usual inboxes
    const next = await broker.request(
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
      JSON.stringify({ batch: 1, no_wait: true }),
      { timeout: PATIENCE_MS, noMux: true },
    );
    const delivery = next.reply === undefined ? undefined : new JetStreamDelivery(next, broker);
    return delivery?.position === `${stream}:${sequence}` ? delivery : undefined;
  } finally {
    await manager.consumers.delete(stream, durable).catch((error: unknown) => {
      if (!(error instanceof JetStreamApiError) || error.code !== CONSUMER_NOT_FOUND) throw error;
    });
  }
}
