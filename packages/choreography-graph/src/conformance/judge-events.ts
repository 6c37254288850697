import type { Graph } from '../graph/graph.ts';
import { ConformanceObserver, type ObserverOptions } from './conformance-observer.ts';
import type { Deviation } from './deviation.ts';
import type { ObservedEvent } from './fact.ts';

/** Judges a list of observed events against what is declared, as things stand at a moment. */
export function judgeEvents(
  graph: Graph,
  events: readonly ObservedEvent[],
  { now, ...options }: ObserverOptions & { readonly now: Date },
): readonly Deviation[] {
  const observer = new ConformanceObserver(graph, options);
  const atOnce = events.flatMap((event) => observer.see(event));
  return [...atOnce, ...observer.overdueAt(now)];
}
