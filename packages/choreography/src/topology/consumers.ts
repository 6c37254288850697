import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { ServicePlan } from '../batch/service-plan.ts';
import type { CallReaction } from '../definition/define-reaction.ts';
import { commandFilters, eventFilter } from '../messaging/subjects.ts';
import { ADVISORIES, advisoriesOf, COMMANDS, EVENTS, STREAM_NOT_FOUND } from './streams.ts';

/** A durable consumer that a service needs, derived from its definition. */
export interface ConsumerPlan {
  readonly stream: string;
  readonly durable: string;
  readonly filters: readonly string[];
}

/** The durable consumer of a service's commands. */
export const commandConsumer = ({ name }: ServicePlan): string => `${name}-commands`;

/** The durable consumer of a reaction that calls the outside. */
export const callConsumer = ({ name }: ServicePlan, reaction: CallReaction): string =>
  `${name}-${reaction.name}`;

/** One consumer for the events of all pure reactions, one for the commands, and one for each reaction that calls the outside. */
export function consumersOf(plan: ServicePlan): {
  readonly events?: ConsumerPlan;
  readonly commands?: ConsumerPlan;
  readonly calls: readonly ConsumerPlan[];
} {
  const events = [...plan.byEvent.keys()].map(eventFilter);
  const commands = [...plan.byCommand.keys()].flatMap(commandFilters);
  return {
    ...(events.length > 0 && { events: { stream: EVENTS, durable: plan.name, filters: events } }),
    ...(commands.length > 0 && {
      commands: { stream: COMMANDS, durable: commandConsumer(plan), filters: commands },
    }),
    calls: plan.calls.map((reaction) => ({
      stream: EVENTS,
      durable: callConsumer(plan, reaction),
      filters: [...new Set(reaction.on.map((contract) => eventFilter(contract.type)))],
    })),
  };
}

/** The consumers of messages, in one list. */
export function messageConsumers(plan: ServicePlan): readonly ConsumerPlan[] {
  const { events, commands, calls } = consumersOf(plan);
  return [...[events, commands].filter((consumer) => consumer !== undefined), ...calls];
}

/** The durable consumer of what the broker tells of the service's other consumers; undefined when it has none. */
export function advisoryConsumer(plan: ServicePlan): ConsumerPlan | undefined {
  const consumers = messageConsumers(plan);
  if (consumers.length === 0) return undefined;
  const filters = consumers.flatMap(({ stream, durable }) => advisoriesOf(stream, durable));
  return { stream: ADVISORIES, durable: `${plan.name}-advisories`, filters };
}

/** A consumer of the moment, by which a service looks once more at one message of a consumer of its own. */
export const recallConsumer = ({ stream, durable, filters }: ConsumerPlan): ConsumerPlan => ({
  stream,
  durable: `${durable}-recall`,
  filters,
});

const CONSUMER_NOT_FOUND = 10_014;

/** What a consumer knows of itself; undefined when it, or its stream, is gone. */
export async function consumerInfo(
  manager: JetStreamManager,
  { stream, durable }: Pick<ConsumerPlan, 'stream' | 'durable'>,
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

/**
 * Creates a consumer or brings it up to date. A new one starts at the first message that the stream still holds. Filters are only ever added: those that are not ours are of a newer
 * version, whose processes may be at work beside this one.
 */
export async function ensureConsumer(
  manager: JetStreamManager,
  { stream, durable, filters }: ConsumerPlan,
  options: { readonly ackWaitSeconds: number; readonly maxUnacknowledged: number },
): Promise<void> {
  const existing = await consumerInfo(manager, { stream, durable });
  const present = existing === undefined ? [] : filtersOf(existing.config);
  const changeable = {
    filter_subjects: [...new Set([...present, ...filters])],
    ack_wait: nanos(options.ackWaitSeconds * 1_000),
    max_ack_pending: options.maxUnacknowledged,
    // the service counts attempts itself, and writes the dead letter before it lets go
    max_deliver: -1,
  };
  if (existing === undefined) {
    const config: Partial<ConsumerConfig> = {
      ...changeable,
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
    };
    await manager.consumers.add(stream, config);
  } else if (differs(existing.config, changeable))
    await manager.consumers.update(stream, durable, changeable);
}

/** Adds the filters of a consumer that it has lost, since a process of another version has taken them for nobody's. */
export async function restoreFilters(
  manager: JetStreamManager,
  { stream, durable, filters }: ConsumerPlan,
): Promise<void> {
  const { config } = await manager.consumers.info(stream, durable);
  const present = new Set(filtersOf(config));
  if (filters.every((filter) => present.has(filter))) return;
  const all = [...present.union(new Set(filters))];
  await manager.consumers.update(stream, durable, { filter_subjects: all });
}

/** Takes filters away from a consumer, which passes over their messages from here on. */
export async function dropFilters(
  manager: JetStreamManager,
  { stream, durable }: Pick<ConsumerPlan, 'stream' | 'durable'>,
  unwanted: readonly string[],
): Promise<void> {
  const { config } = await manager.consumers.info(stream, durable);
  const present = filtersOf(config);
  const left = present.filter((filter) => !unwanted.includes(filter));
  if (left.length === present.length || left.length === 0) return;
  await manager.consumers.update(stream, durable, { filter_subjects: left });
}

const filtersOf = ({ filter_subjects: several, filter_subject: one }: ConsumerConfig): string[] =>
  several ?? (one === undefined ? [] : [one]);

/**
 * Whether a consumer has got further than its stream, which may happen when the stream lost its end: it would pass over all messages until the stream has caught up.
 * A single server notices that by itself when it starts; in clusters it was seen to last.
 */
export async function isAhead(
  manager: JetStreamManager,
  { stream, durable }: ConsumerPlan,
): Promise<boolean> {
  // in this order: what was delivered stood in the stream before
  const { delivered } = await manager.consumers.info(stream, durable);
  const { state } = await manager.streams.info(stream);
  return delivered.stream_seq > state.last_seq;
}

function differs(existing: ConsumerConfig, wanted: Partial<ConsumerConfig>): boolean {
  return Object.entries(wanted).some(([field, value]) => {
    const current: unknown =
      field === 'filter_subjects' ? filtersOf(existing) : Reflect.get(existing, field);
    return JSON.stringify(current) !== JSON.stringify(value);
  });
}
