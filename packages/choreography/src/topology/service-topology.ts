import { planService } from '../batch/service-plan.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import type { MessageContract } from '@murmuration/contracts';
import {
  advisoryConsumer,
  callConsumer,
  type ConsumerPlan,
  consumersOf,
  messageConsumers,
  recallConsumer,
} from './consumers.ts';
import { STREAM_NAMES } from './streams.ts';

/** What a service has at the broker. */
export interface ServiceTopology {
  /** The streams that it looks for, and makes when they are missing. */
  readonly streams: readonly string[];
  /** Its durable consumers, which nobody else uses. */
  readonly consumers: readonly ConsumerPlan[];
  /** Consumers that it makes and removes when it has to see a message once more. */
  readonly recalls: readonly ConsumerPlan[];
}

/** Derives from a definition what the service has at the broker. Throws a `DefinitionError` when the definition contradicts itself. */
export function topologyOf(definition: ServiceDefinition): ServiceTopology {
  const plan = planService(definition);
  const consumers = messageConsumers(plan);
  const advisories = advisoryConsumer(plan);
  return {
    streams: STREAM_NAMES,
    consumers: advisories === undefined ? consumers : [...consumers, advisories],
    recalls: consumers.map(recallConsumer),
  };
}

/** The durable consumer by which a reaction hears a message; undefined when it does not listen to it. */
export function consumerHearing(
  definition: ServiceDefinition,
  reactionName: string,
  message: Pick<MessageContract, 'type'>,
): ConsumerPlan | undefined {
  const plan = planService(definition);
  const reaction = definition.reactions.find(({ name }) => name === reactionName);
  const heard = reaction?.on.find(({ type }) => type === message.type);
  if (reaction === undefined || heard === undefined) return undefined;
  const { events, commands, calls } = consumersOf(plan);
  if (heard.kind === 'command') return commands;
  if (reaction.kind !== 'call') return events;
  return calls.find(({ durable }) => durable === callConsumer(plan, reaction));
}
