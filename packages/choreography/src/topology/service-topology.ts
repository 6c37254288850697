import { planService } from '../batch/service-plan.ts';
import type { ServiceDefinition } from '../definition/define-service.ts';
import { type ConsumerPlan, consumersOf } from './consumers.ts';
import { STREAM_NAMES } from './streams.ts';

/** What a service has at the broker. */
export interface ServiceTopology {
  /** The streams that it looks for, and makes when they are missing. */
  readonly streams: readonly string[];
  /** Its durable consumers, which nobody else uses. */
  readonly consumers: readonly ConsumerPlan[];
}

/** Derives from a definition what the service has at the broker. Throws a `DefinitionError` when the definition contradicts itself. */
export function topologyOf(definition: ServiceDefinition): ServiceTopology {
  const { events, commands, calls } = consumersOf(planService(definition));
  const decisions = [events, commands].filter((consumer) => consumer !== undefined);
  return { streams: STREAM_NAMES, consumers: [...decisions, ...calls] };
}
