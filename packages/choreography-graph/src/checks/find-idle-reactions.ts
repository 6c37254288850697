import { beginningsOf, type Graph, reachedFrom } from '../graph/graph.ts';
import type { Finding } from './finding.ts';

/** Reactions whose triggers no command, request or fact from outside ever leads to. */
export function findIdleReactions(graph: Graph): readonly Finding[] {
  const reached = reachedFrom(graph, beginningsOf(graph));
  return graph.steps
    .filter(({ form, on }) => form === 'reaction' && !on.some((type) => reached.has(type)))
    .map(({ id, on }) => ({
      rule: 'reaction-that-never-fires',
      where: `reaction ${id}`,
      what: `It waits for ${on.join(', ')}, which nothing that a person or the outside can do leads to.`,
      mend: 'See to it that somebody emits what it waits for, let it react to something else, or remove it.',
    }));
}
