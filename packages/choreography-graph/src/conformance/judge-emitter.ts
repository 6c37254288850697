import { type Graph, stepsThatEmit } from '../graph/graph.ts';
import type { DeclaredEdges } from './declared-edges.ts';
import type { Deviation } from './deviation.ts';
import type { Fact } from './fact.ts';

/** Finds an event of which nobody has declared that there is such a thing, or that this service says it. */
export function judgeEmitter(
  graph: Graph,
  edges: DeclaredEdges,
  fact: Fact,
): Deviation | undefined {
  const { service, type, id, key } = fact;
  const shown = { where: whereOf(fact), key, events: [id] };
  if (!graph.messages.has(type)) {
    return {
      rule: 'undeclared-event',
      ...shown,
      what: `${nameOf(service)} has published ${named(fact)}, which no contract declares.`,
      mend: 'Declare the event in contracts, and in what its reaction emits. If it is declared by now, the observer is older than the service: start it anew.',
    };
  }
  if (service !== undefined && edges.says(service, type)) return undefined;
  const others = stepsThatEmit(graph, type).map((step) => step.id);
  return {
    rule: 'undeclared-emitter',
    ...shown,
    what: `${nameOf(service)} has published ${named(fact)}, which none of its steps declares; ${others.join(', ') || 'nobody'} does.`,
    mend: `Find out what publishes as ${nameOf(service)}: a reaction publishes only what stands in its emits. Look for what was published by hand.`,
  };
}

/** Where a deviation of one event is. */
export const whereOf = ({ type, key }: Fact): string =>
  `${type === '' ? 'an event without a type' : type}${key === '' ? '' : ` of ${key}`}`;

/** An event in a sentence. */
export const named = ({ type, id }: Pick<Fact, 'type' | 'id'>): string =>
  `${type === '' ? 'something without a type' : type} (${id === '' ? 'without an id' : id})`;

/** Who has published an event, in a sentence. */
export const nameOf = (service: string | undefined): string => service ?? 'somebody without a name';
