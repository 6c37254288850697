import type { Saga } from '@murmuration/choreography';
import type {
  CommandContract,
  EventContract,
  QueryContract,
  RequestContract,
} from '@murmuration/contracts';

/** `refusal`: the event that says that a command was not done. `timer`: an event that comes when its time has come. */
export type MessageForm = 'command' | 'event' | 'refusal' | 'timer' | 'request' | 'query';

/** Something that is said: a wish, a fact, a question. */
export interface MessageNode {
  /** `order.placed`; what the graph knows it by. */
  readonly type: string;
  readonly form: MessageForm;
  /** The context that owns the contract. */
  readonly context: string;
  readonly contract: CommandContract | EventContract | QueryContract | RequestContract;
}

/** `record`: a gateway that writes down what the outside tells. */
export type StepForm = 'reaction' | 'responder' | 'answer' | 'record';

/** What is taken back, and the fact that tells it, by their types. */
export interface Undoing {
  readonly effect: string;
  readonly by: string;
}

/** Something that a service does when it hears a message. Messages are named by their types. */
export interface StepNode {
  /** `inventory/restock`; unique. */
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly form: StepForm;
  readonly on: readonly string[];
  /** Events that it may publish, timers and refusals among them. */
  readonly emits: readonly string[];
  readonly asks: readonly string[];
  /** Who outside is called. */
  readonly calls: string | undefined;
  readonly compensates: readonly Undoing[];
  readonly nothingToUndo: readonly string[];
  readonly repeatsUntil: string | undefined;
}

/** The whole choreography as messages and the steps between them. */
export interface Graph {
  readonly services: readonly string[];
  readonly messages: ReadonlyMap<string, MessageNode>;
  readonly steps: readonly StepNode[];
  readonly sagas: readonly Saga[];
}

/** The steps that a message sets off. */
export const stepsOn = ({ steps }: Graph, type: string): readonly StepNode[] =>
  steps.filter(({ on }) => on.includes(type));

/** The steps that a message may come from. */
export const stepsThatEmit = ({ steps }: Graph, type: string): readonly StepNode[] =>
  steps.filter(({ emits }) => emits.includes(type));

/** The events by which sagas fail. */
export const failuresOf = ({ sagas }: Graph): ReadonlySet<string> =>
  new Set(
    sagas.flatMap(({ outcomes }) =>
      outcomes.flatMap(({ event, as }) => (as === 'failed' ? event.type : [])),
    ),
  );

/**
 * What a step may say to one of its triggers: its events and its questions. A step that takes back effects does nothing else when a saga has failed; refusals
 * answer commands alone.
 */
export function saidTo(graph: Graph, step: StepNode, trigger: string): readonly string[] {
  const { compensates, emits, asks } = step;
  if (compensates.length > 0 && failuresOf(graph).has(trigger)) {
    return compensates.map(({ by }) => by);
  }
  const isCommand = graph.messages.get(trigger)?.form === 'command';
  const events = isCommand
    ? emits
    : emits.filter((type) => graph.messages.get(type)?.form !== 'refusal');
  return [...events, ...asks];
}

/** What may come right after a message, by any of the steps on it. */
export const followersOf = (graph: Graph, type: string): readonly string[] => [
  ...new Set(stepsOn(graph, type).flatMap((step) => saidTo(graph, step, type))),
];

/** What is said without anything having been said before: commands, requests and queries of people, and what the outside tells. */
export function beginningsOf({ messages, steps }: Graph): readonly string[] {
  const wishes = [...messages.values()].filter(({ form }) =>
    ['command', 'request', 'query'].includes(form),
  );
  const records = steps.filter(({ form }) => form === 'record');
  return [...wishes.map(({ type }) => type), ...records.flatMap(({ emits }) => emits)];
}

/** Everything that can come of some messages, themselves included; `stops` are reached and not gone beyond. */
export function reachedFrom(
  graph: Graph,
  beginnings: Iterable<string>,
  stops: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const reached = new Set(beginnings);
  for (const type of reached) {
    if (stops.has(type)) continue;
    for (const next of followersOf(graph, type)) reached.add(next);
  }
  return reached;
}
