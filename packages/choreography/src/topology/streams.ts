import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { RuntimeSettings } from '../config/runtime-settings.ts';

export const EVENTS = 'EVENTS';
export const COMMANDS = 'COMMANDS';
export const DEAD_LETTERS = 'DEAD_LETTERS';

/** What a stream that already exists does differently from what the services need. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
}

/** What configuration says about the streams. */
export type StreamSettings = Pick<RuntimeSettings, 'STREAM_MAX_AGE_HOURS' | 'STREAM_REPLICAS'>;

type Wanted = Pick<StreamConfig, 'name' | 'subjects' | 'description'>;

const STREAMS: readonly Wanted[] = [
  {
    name: EVENTS,
    subjects: ['evt.>'],
    description: 'What has happened, by partition, context and event',
  },
  {
    name: COMMANDS,
    subjects: ['cmd.>', 'user.*.cmd.>'],
    description: 'What is wished for, by services and by end users',
  },
  {
    name: DEAD_LETTERS,
    subjects: ['dead.>'],
    description: 'Notices of messages that a reaction has given up on',
  },
];

/** The streams of the shop. */
export const STREAM_NAMES: readonly string[] = STREAMS.map(({ name }) => name);

const STREAM_NOT_FOUND = 10_059;

/** Creates the streams that are missing and brings those that exist up to date. Throws a `TopologyError` that names what stands in the way. */
export async function ensureStreams(
  manager: JetStreamManager,
  settings: StreamSettings,
): Promise<void> {
  for (const wanted of STREAMS) await ensureStream(manager, configOf(wanted, settings));
}

function configOf(
  wanted: Wanted,
  settings: StreamSettings,
): Partial<StreamConfig> & { name: string } {
  return {
    ...wanted,
    storage: StorageType.File,
    // limits, so that what was consumed can still be browsed
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: nanos(settings.STREAM_MAX_AGE_HOURS * 3_600_000),
    num_replicas: settings.STREAM_REPLICAS,
    duplicate_window: nanos(120_000),
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
  };
}

async function ensureStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  const existing = await manager.streams.info(config.name).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw new TopologyError(
      `the broker does not tell of stream ${config.name}: ${String(error)}. JetStream must be on, and this user may look at $JS.API.STREAM.INFO.${config.name}.`,
      { cause: error },
    );
  });
  try {
    if (existing === undefined) await manager.streams.add(config);
    else if (differs(existing.config, config)) await manager.streams.update(config.name, config);
  } catch (error) {
    throw new TopologyError(
      `stream ${config.name} cannot be ${existing === undefined ? 'created' : 'changed'} to subjects ${config.subjects?.join(', ')}: ${String(error)}. ` +
        'Look at "nats stream ls" for a stream that takes the same subjects or was made by hand, and remove or rename it. ' +
        'Where the users of services may not change streams, the operator does it.',
      { cause: error },
    );
  }
}

function differs(existing: StreamConfig, wanted: Partial<StreamConfig>): boolean {
  return Object.entries(wanted).some(
    ([field, value]) => JSON.stringify(Reflect.get(existing, field)) !== JSON.stringify(value),
  );
}
