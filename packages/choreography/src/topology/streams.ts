import { setTimeout as sleep } from 'node:timers/promises';
import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { RuntimeSettings } from '../config/runtime-settings.ts';
import { inTime } from './in-time.ts';

export const EVENTS = 'EVENTS';
export const COMMANDS = 'COMMANDS';
export const DEAD_LETTERS = 'DEAD_LETTERS';
export const ADVISORIES = 'ADVISORIES';

/** What a stream that already exists does differently from what the services need. */
export class TopologyError extends Error {
  override readonly name = 'TopologyError';
}

/** What configuration says about the streams. */
export type StreamSettings = Pick<RuntimeSettings, 'STREAM_MAX_AGE_HOURS' | 'STREAM_REPLICAS'>;

type Wanted = Pick<StreamConfig, 'name' | 'subjects' | 'description'>;

/** Where the broker tells that a consumer's message is delivered no more: it was so too often, or it was terminated. */
export function advisoriesOf(stream: string, consumer: string): string[] {
  return ['MAX_DELIVERIES', 'MSG_TERMINATED'].map(
    (kind) => `$JS.EVENT.ADVISORY.CONSUMER.${kind}.${stream}.${consumer}`,
  );
}

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
  {
    name: ADVISORIES,
    subjects: advisoriesOf('*', '*'),
    description: 'What the broker tells of messages that it delivers no more',
  },
];

/** The streams of the shop. */
export const STREAM_NAMES: readonly string[] = STREAMS.map(({ name }) => name);

const HOUR_MS = 3_600_000;
const DUPLICATE_WINDOW_MS = 120_000;

export const STREAM_NOT_FOUND = 10_059;
const MADE_ATTEMPTS = 100;
const MADE_EVERY_MS = 100;
const NAME_IN_USE = 10_058;
/** The broker moves the files of a stream, or a consumer, away after it has said that it is deleted: those of a new one of the same name would go with them. */
export const REMOVAL_MS = 100;
const EPOCH_MS = Date.UTC(2025, 0, 1);

/**
 * Where a stream begins: at the microseconds since 2025. No stream takes a million messages a second, so one that is made anew begins above all that an
 * earlier one of its name has ever had, whoever makes it and whatever that one knows (R5).
 */
const firstSequence = (above: number): number =>
  Math.max((Date.now() - EPOCH_MS) * 1_000, above + 1);

/**
 * Creates the streams that are missing, with sequence numbers above those in `above`, and brings those that exist up to date. Throws a `TopologyError` that names what
 * stands in the way.
 */
export async function ensureStreams(
  manager: JetStreamManager,
  settings: StreamSettings,
  above: ReadonlyMap<string, number> = new Map(),
): Promise<void> {
  for (const wanted of STREAMS) {
    await ensureStream(manager, configOf(wanted, settings), above.get(wanted.name) ?? 0);
  }
}

function configOf(
  wanted: Wanted,
  settings: StreamSettings,
): Partial<StreamConfig> & { name: string } {
  const maxAgeMs = Math.round(settings.STREAM_MAX_AGE_HOURS * HOUR_MS);
  return {
    ...wanted,
    storage: StorageType.File,
    // limits, so that what was consumed can still be browsed
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: nanos(maxAgeMs),
    num_replicas: settings.STREAM_REPLICAS,
    // no longer than the messages themselves, or the broker refuses it
    duplicate_window: nanos(Math.min(DUPLICATE_WINDOW_MS, maxAgeMs)),
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
  };
}

async function ensureStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
  above: number,
): Promise<void> {
  const asked = inTime(() => manager.streams.info(config.name));
  const existing = await asked.catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND) return undefined;
    throw new TopologyError(
      `the broker does not tell of stream ${config.name}: ${String(error)}. JetStream must be on, and this user may look at $JS.API.STREAM.INFO.${config.name}.`,
      { cause: error },
    );
  });
  try {
    if (existing === undefined) await create(manager, config, above);
    else if (differs(existing.config, config))
      await inTime(() => manager.streams.update(config.name, config));
  } catch (error) {
    throw new TopologyError(
      `stream ${config.name} cannot be ${existing === undefined ? 'created' : 'changed'} to subjects ${config.subjects?.join(', ')}: ${String(error)}. ` +
        'Look at "nats stream ls" for a stream that takes the same subjects or was made by hand, and remove or rename it. ' +
        'Where the users of services may not change streams, the operator does it.',
      { cause: error },
    );
  }
}

async function create(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
  above: number,
): Promise<void> {
  if (above > 0) await sleep(REMOVAL_MS);
  try {
    await inTime(() => manager.streams.add({ ...config, first_seq: firstSequence(above) }));
  } catch (error) {
    // another process may have been quicker, or an attempt that had no answer: that stream begins elsewhere, and is as good
    if (!(error instanceof JetStreamApiError) || error.code !== NAME_IN_USE) throw error;
    const { config: existing } = await infoOnceMade(manager, config.name);
    if (differs(existing, config)) throw error;
  }
}

/** In a cluster a stream that another process has just made is there a moment later. */
async function infoOnceMade(manager: JetStreamManager, name: string): Promise<StreamInfo> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTime(() => manager.streams.info(name));
    } catch (error) {
      const isMissing = error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND;
      if (!isMissing || attempt === MADE_ATTEMPTS) throw error;
      await sleep(MADE_EVERY_MS);
    }
  }
}

function differs(existing: StreamConfig, wanted: Partial<StreamConfig>): boolean {
  return Object.entries(wanted).some(
    ([field, value]) => JSON.stringify(Reflect.get(existing, field)) !== JSON.stringify(value),
  );
}
