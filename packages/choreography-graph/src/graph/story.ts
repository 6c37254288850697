import { type Graph, saidTo, type StepNode, stepsOn, stepsThatEmit } from './graph.ts';
import type { SagaView } from './saga-view.ts';

/** Something that has not been heard yet, and from whom. */
export interface Awaited {
  readonly step: StepNode;
  /** What it was set off by. */
  readonly after: string;
  /** Any of these would do; a timer among them may also never come. */
  readonly oneOf: readonly string[];
}

/** Whether one of the outcomes of a saga has been heard. `heard` are the types of the messages of one story, in any order. */
export const isDecided = ({ saga }: SagaView, heard: ReadonlySet<string>): boolean =>
  saga.outcomes.some(({ event }) => heard.has(event.type));

/** What is awaited after what was heard of one saga, and from which service: the steps that were set off and of which nothing was heard. */
export function awaitedAfter(
  graph: Graph,
  view: SagaView,
  heard: ReadonlySet<string>,
): readonly Awaited[] {
  return [...heard]
    .filter((type) => view.messages.has(type))
    .flatMap((after) =>
      stepsOn(graph, after).flatMap((step) => {
        const oneOf = saidTo(graph, step, after).filter((type) => view.messages.has(type));
        const isSilent = oneOf.length > 0 && !oneOf.some((type) => heard.has(type));
        return isSilent ? [{ step, after, oneOf }] : [];
      }),
    );
}

/** What was heard and has no cause among the rest: what should have set it off was not heard, or cannot. */
export function unexplainedIn(
  graph: Graph,
  view: SagaView,
  heard: ReadonlySet<string>,
): readonly string[] {
  const { begins, hears = [] } = view.saga;
  const given = new Set([...begins, ...hears].map(({ type }) => type));
  return [...heard].filter((type) => {
    const isWish = ['command', 'request', 'query'].includes(graph.messages.get(type)?.form ?? '');
    if (given.has(type) || isWish) return false;
    return !stepsThatEmit(graph, type).some((step) =>
      step.on.some((cause) => heard.has(cause) && saidTo(graph, step, cause).includes(type)),
    );
  });
}
