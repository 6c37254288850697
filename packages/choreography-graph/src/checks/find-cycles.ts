import { type Graph, saidTo, stepsOn } from '../graph/graph.ts';
import type { Finding } from './finding.ts';

/** Circles of messages that nothing slows down and nothing ends: neither a timer, nor a step that says until when it repeats. */
export function findCycles(graph: Graph): readonly Finding[] {
  const told = new Set<string>();
  return [...graph.messages.keys()].flatMap((type) => {
    const circle = told.has(type) ? undefined : circleThrough(graph, type);
    if (circle === undefined) return [];
    for (const each of circle) told.add(each);
    return [
      {
        rule: 'cycle-without-bound' as const,
        where: `event ${type}`,
        what: `It causes itself again, at once and for ever: ${[...circle, type].join(' → ')}.`,
        mend: 'Break the circle; let a timer (defineTimer) stand in it; or say in one of its reactions what ends it: repeatsUntil.',
      },
    ];
  });
}

/** The shortest way from a message back to itself. */
function circleThrough(graph: Graph, start: string): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of unboundedNext(graph, way.at(-1) ?? start)) {
      if (next === start) return way;
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

const unboundedNext = (graph: Graph, type: string): readonly string[] =>
  stepsOn(graph, type)
    .filter(({ repeatsUntil }) => repeatsUntil === undefined)
    .flatMap((step) => saidTo(graph, step, type))
    .filter((next) => graph.messages.get(next)?.form !== 'timer');
