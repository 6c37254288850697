import type { SagaOutcome } from '@murmuration/choreography';
import { type Fact, factOf, type ObservedEvent } from '../conformance/fact.ts';
import type { Graph } from '../graph/graph.ts';
import type { SagaView } from '../graph/saga-view.ts';
import { type OpenStep, openStepsOf } from './open-steps.ts';

/** How an instance of a saga has ended. */
export interface End {
  readonly fact: Fact;
  readonly as: SagaOutcome['as'] | 'refused';
}

/** Where one instance of a saga stands, as far as its facts tell. */
export interface Standing {
  /** In the order of their times. */
  readonly facts: readonly Fact[];
  readonly end: End | undefined;
  /** By when it has to be decided. */
  readonly due: Date | undefined;
  /** The steps that were set off and have not answered. Some of them may have nothing to say. */
  readonly open: readonly OpenStep[];
}

/** Reads from the facts of one instance of a saga where it stands. `events` are those of one key, in any order. */
export function standingOf(
  graph: Graph,
  view: SagaView,
  events: readonly ObservedEvent[],
): Standing {
  const unique = new Map(events.map((event) => [event.id, factOf(event)]));
  const facts = [...unique.values()]
    .filter(({ type }) => view.messages.has(type))
    .toSorted((a, b) => a.at - b.at);
  return {
    facts,
    end: endOf(graph, view, facts),
    due: dueOf(view, facts),
    open: openStepsOf(graph, view, facts),
  };
}

/** An outcome; else a refusal of what nothing else has come of. */
function endOf(graph: Graph, { saga }: SagaView, facts: readonly Fact[]): End | undefined {
  for (const { event, as } of saga.outcomes) {
    const fact = facts.find(({ type }) => type === event.type);
    if (fact !== undefined) return { fact, as };
  }
  const isRefusal = ({ type }: Fact): boolean => graph.messages.get(type)?.form === 'refusal';
  const isOnlyRefused = facts.every(
    (fact) => isRefusal(fact) || graph.messages.get(fact.type)?.form === 'command',
  );
  const refusal = facts.find(isRefusal);
  return refusal !== undefined && isOnlyRefused ? { fact: refusal, as: 'refused' } : undefined;
}

function dueOf({ saga: { deadline } }: SagaView, facts: readonly Fact[]): Date | undefined {
  const fact = facts.find(({ type }) => type === deadline?.event.type);
  return fact && deadline?.at(fact.version, fact.data);
}
