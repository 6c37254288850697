import { type ConsumerPlan, type ServiceDefinition, topologyOf } from '@murmuration/choreography';
import {
  type ConsumerInfo,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
} from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { BrokerPlace } from '../facts.ts';

const CONSUMER_NOT_FOUND = 10_014;
const STREAM_NOT_FOUND = 10_059;

/** The consumers that services must have, as their definitions say. */
export const consumersOf = (services: readonly ServiceDefinition[]): readonly ConsumerPlan[] =>
  services.flatMap((service) => topologyOf(service).consumers);

/** Connects as somebody who may look at streams and consumers. */
export async function withManager<Result>(
  { url, user, password }: BrokerPlace,
  work: (manager: JetStreamManager) => Promise<Result>,
): Promise<Result> {
  const credentials = user === undefined ? {} : { user, pass: password ?? '' };
  const connection = await connect({ servers: url, name: 'audit', ...credentials });
  try {
    return await work(await jetstreamManager(connection, { checkAPI: false }));
  } finally {
    await connection.close();
  }
}

/** What a consumer knows of itself; undefined when it, or its stream, is gone. */
export async function infoOf(
  manager: JetStreamManager,
  { stream, durable }: ConsumerPlan,
): Promise<ConsumerInfo | undefined> {
  try {
    return await manager.consumers.info(stream, durable);
  } catch (error) {
    const isGone =
      error instanceof JetStreamApiError &&
      (error.code === CONSUMER_NOT_FOUND || error.code === STREAM_NOT_FOUND);
    if (isGone) return undefined;
    throw error;
  }
}
