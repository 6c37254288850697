import { createNoopMeter, type Meter, metrics } from '@opentelemetry/api';

/** Who measures and traces, for back ends. */
export const SCOPE = 'murmuration';

/** Bounds of durations, in seconds: a lone message takes some milliseconds, a provider that hangs takes ten seconds. */
export const SECONDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
const MESSAGES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];

/** The meter that somebody has registered in this process; undefined when nobody measures. */
export function registeredMeter(): Meter | undefined {
  const meter = metrics.getMeter(SCOPE);
  return meter === createNoopMeter() ? undefined : meter;
}

/** The instruments that the runtime writes to. */
export type Meters = ReturnType<typeof openMeters>;

/** Makes the instruments. Names of OpenTelemetry's conventions where there are some. */
export function openMeters(meter: Meter) {
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(name, { unit, description });
  const seconds = (name: string, description: string) =>
    histogram(meter, name, { unit: 's', description, bounds: SECONDS });
  return {
    sent: counter('messaging.client.sent.messages', '{message}', 'Messages sent to the broker'),
    consumed: counter(
      'messaging.client.consumed.messages',
      '{message}',
      'Messages that the broker delivered',
    ),
    operations: seconds(
      'messaging.client.operation.duration',
      'From sending a message to the broker’s acknowledgement',
    ),
    processing: seconds(
      'messaging.process.duration',
      'From the begin of a message’s batch to its commit, or to the result of its call',
    ),
    batchSize: histogram(meter, 'murmuration.batch.size', {
      unit: '{message}',
      description: 'Messages decided in one transaction',
      bounds: MESSAGES,
    }),
    deciding: seconds('murmuration.batch.decide.duration', 'Deciding a batch, in memory'),
    committing: seconds('murmuration.batch.commit.duration', 'Writing and committing a batch'),
    calling: seconds('murmuration.call.duration', 'Calls to the outside'),
    retries: counter('murmuration.retries', '{message}', 'Messages that failed and come again'),
    deadLetters: counter('murmuration.dead_letters', '{message}', 'Messages given up'),
    duplicates: counter(
      'murmuration.inbox.duplicates',
      '{message}',
      'Messages that were seen before and left alone',
    ),
    brokerRepairs: counter(
      'murmuration.broker.repairs',
      '{repair}',
      'Times that the broker was found to have lost what a lane had published',
    ),
    republished: counter(
      'murmuration.broker.republished',
      '{message}',
      'Messages that the broker had lost and that are published again',
    ),
    publishFailures: counter(
      'murmuration.publish.failures',
      '{message}',
      'Messages that the broker refused or did not acknowledge in time; they are sent again',
    ),
  };
}

/** A histogram with these upper bounds of its buckets. */
export function histogram(
  meter: Meter,
  name: string,
  options: {
    readonly unit: string;
    readonly description: string;
    readonly bounds: readonly number[];
  },
) {
  const { unit, description, bounds } = options;
  return meter.createHistogram(name, {
    unit,
    description,
    advice: { explicitBucketBoundaries: [...bounds] },
  });
}
