import { type ConsumerPlan, type ServiceDefinition, topologyOf } from '@murmuration/choreography';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { BrokerPlace } from '../facts.ts';

/** The consumers that services must have, as their definitions say. */
export const consumersOf = (services: readonly ServiceDefinition[]): readonly ConsumerPlan[] =>
  services.flatMap((service) => topologyOf(service).consumers);

/** Connects as somebody who may look at streams and consumers. */
export async function withManager<Result>(
  { url, user, password }: BrokerPlace,
  work: (manager: JetStreamManager) => Promise<Result>,
): Promise<Result> {
  const credentials = user === undefined ? {} : { user, pass: password ?? '' };
  const connection = await connect({ servers: url.split(','), name: 'audit', ...credentials });
  try {
    return await work(await jetstreamManager(connection, { checkAPI: false }));
  } finally {
    await connection.close();
  }
}
