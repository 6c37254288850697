import {
  consumerInfo,
  type ConsumerPlan,
  inTime,
  type ServiceDefinition,
} from '@murmuration/choreography';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { Examination } from '../define-invariant.ts';
import type { BrokerPlace } from '../facts.ts';
import type { Violation } from '../report.ts';
import { consumersOf, withManager } from './consumers.ts';

const MS = 1_000;

/**
 * Finds consumers that are gone, and those that hold or await a message for longer than the bound.
 * @throws Error when the broker cannot be asked
 */
export async function lookAtConsumers(
  place: BrokerPlace,
  services: readonly ServiceDefinition[],
  boundSeconds: number,
): Promise<Examination> {
  return await withManager(place, async (manager) => {
    const needed = consumersOf(services);
    const violations: Violation[] = [];
    for (const consumer of needed) {
      const problem = await problemOf(manager, consumer, boundSeconds);
      if (problem !== undefined) violations.push({ subject: consumer.durable, problem });
    }
    return { rows: needed.length, violations };
  });
}

async function problemOf(
  manager: JetStreamManager,
  consumer: ConsumerPlan,
  boundSeconds: number,
): Promise<string | undefined> {
  const info = await inTime(() => consumerInfo(manager, consumer));
  if (info === undefined) return 'it is gone from the broker';
  const { num_pending: waiting, num_ack_pending: inHand, ack_floor: floor } = info;
  if (waiting + inHand === 0) return undefined;
  const oldest = await oldestAfter(manager, consumer, floor.stream_seq);
  if (oldest === undefined || Date.now() - oldest < boundSeconds * MS) return undefined;
  return `${waiting} messages before it and ${inHand} in hand, the oldest of ${new Date(oldest).toISOString()}`;
}

/** When the first message was stored that a consumer listens to and has not acknowledged, in milliseconds since 1970: below its floor all are acknowledged. */
async function oldestAfter(
  manager: JetStreamManager,
  { stream, filters }: ConsumerPlan,
  floor: number,
): Promise<number | undefined> {
  const found = await Promise.all(
    filters.map((subject) =>
      manager.direct.getMessage(stream, { seq: floor + 1, next_by_subj: subject }),
    ),
  );
  const moments = found.flatMap((message) => (message === null ? [] : message.time.getTime()));
  return moments.length === 0 ? undefined : Math.min(...moments);
}
