import type { Saga } from '@murmuration/choreography';
import {
  type Graph,
  type MessageNode,
  reachedFrom,
  saidTo,
  type StepNode,
  stepsOn,
  stepsThatEmit,
} from './graph.ts';

/** What one saga is made of. */
export interface SagaView {
  readonly saga: Saga;
  /** Every message that may come of it, by its type. */
  readonly messages: ReadonlySet<string>;
  /** What comes before the saga is decided. */
  readonly undecided: ReadonlySet<string>;
  readonly steps: readonly StepNode[];
  /** Where a branch may stop: outcomes, what they say may follow, notes, and refusals of commands. */
  readonly ends: ReadonlySet<string>;
}

/** Cuts one saga out of the graph. */
export function viewOf(graph: Graph, saga: Saga): SagaView {
  const beginnings = [...saga.begins, ...(saga.hears ?? [])].map(({ type }) => type);
  const outcomes = new Set(saga.outcomes.map(({ event }) => event.type));
  const messages = reachedFrom(graph, beginnings);
  const refusals = [...messages].filter((type) => graph.messages.get(type)?.form === 'refusal');
  const declared = [
    ...saga.outcomes.flatMap(({ followedBy = [] }) => followedBy),
    ...(saga.notes ?? []),
  ];
  return {
    saga,
    messages,
    undecided: reachedFrom(graph, beginnings, new Set([...outcomes, ...undoingsIn(graph)])),
    steps: stepsIn(graph, messages),
    ends: new Set([...outcomes, ...declared.map(({ type }) => type), ...refusals]),
  };
}

/** The steps that have to do with some messages, in the order of the messages that set them off. */
function stepsIn({ steps }: Graph, messages: ReadonlySet<string>): readonly StepNode[] {
  const inOrder = [...messages];
  const firstOf = ({ form, on, emits }: StepNode): number => {
    const places = (form === 'record' ? emits : on).map((type) => inOrder.indexOf(type));
    return Math.min(...places.filter((place) => place >= 0));
  };
  return steps
    .filter((step) => Number.isFinite(firstOf(step)))
    .toSorted((a, b) => firstOf(a) - firstOf(b));
}

/** The facts that tell that an effect is taken back: they begin the way back, wherever they are said. */
export const undoingsIn = ({ steps }: Graph): ReadonlySet<string> =>
  new Set(steps.flatMap(({ compensates }) => compensates.map(({ by }) => by)));

/** The messages of a saga that its steps may say to one of its messages. */
export const nextIn = (graph: Graph, view: SagaView, type: string): readonly string[] =>
  [...new Set(stepsOn(graph, type).flatMap((step) => saidTo(graph, step, type)))].filter((next) =>
    view.messages.has(next),
  );

/** The messages of a saga, in the order of the catalogue. */
export const messagesIn = (graph: Graph, { messages }: SagaView): readonly MessageNode[] =>
  [...graph.messages.values()].filter(({ type }) => messages.has(type));

/** The steps of a saga that a message may come from in it. */
export const originsIn = (graph: Graph, view: SagaView, type: string): readonly StepNode[] =>
  stepsThatEmit(graph, type).filter((step) => view.steps.includes(step));
