import { planService } from '../batch/service-plan.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import {
  advisoryConsumer,
  type ConsumerPlan,
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
