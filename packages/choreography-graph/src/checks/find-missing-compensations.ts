import type { Saga } from '@murmuration/choreography';
import { type Graph, type StepNode, saidTo } from '../graph/graph.ts';
import { type SagaView, undoingsIn, viewOf } from '../graph/saga-view.ts';
import type { Finding } from './finding.ts';

/** What a step sets up before a saga is decided. */
interface Effect {
  readonly step: StepNode;
  readonly fact: string;
}

/**
 * Effects that a failing saga leaves behind. What a step emits before the saga is decided counts as an effect unless the step says that there is nothing to undo. The
 * context that decides the failure undoes its own part in the same decision.
 */
export function findMissingCompensations(graph: Graph): readonly Finding[] {
  return graph.sagas.flatMap((saga) =>
    failuresOf(saga).flatMap((failure) =>
      effectsIn(graph, viewOf(graph, saga), failure).flatMap((effect) =>
        findingOf(graph, saga, failure, effect),
      ),
    ),
  );
}

interface Failure {
  readonly type: string;
  readonly context: string;
}

const failuresOf = ({ outcomes }: Saga): readonly Failure[] =>
  outcomes.flatMap(({ event, as }) => (as === 'failed' ? [event] : []));

function effectsIn(graph: Graph, view: SagaView, failure: Failure): readonly Effect[] {
  const undoings = undoingsIn(graph);
  const isEffect = (type: string): boolean =>
    graph.messages.get(type)?.form === 'event' && !view.ends.has(type) && !undoings.has(type);
  return view.steps
    .filter(({ service, form }) => service !== failure.context && form !== 'record')
    .flatMap((step) => {
      const triggers = step.on.filter((type) => view.undecided.has(type) && !view.ends.has(type));
      const said = new Set(triggers.flatMap((type) => saidTo(graph, step, type)));
      return [...said]
        .filter((fact) => isEffect(fact) && !step.nothingToUndo.includes(fact))
        .map((fact) => ({ step, fact }));
    });
}

function findingOf(
  graph: Graph,
  saga: Saga,
  failure: Failure,
  { step, fact }: Effect,
): readonly Finding[] {
  const own = graph.steps.filter(({ service }) => service === step.service);
  const compensating = own.filter(({ compensates }) =>
    compensates.some(({ effect }) => effect === fact),
  );
  if (compensating.some(({ on }) => on.includes(failure.type))) return [];
  const names = compensating.map(({ name }) => name).join(', ');
  const gap =
    names === ''
      ? `no reaction of ${step.service} takes it back`
      : `${names} takes it back, but does not hear ${failure.type}`;
  return [
    {
      rule: 'missing-compensation',
      where: `saga ${saga.name}, reaction ${step.id}`,
      what: `What ${step.name} sets up (${fact}) is not given back when ${failure.type}: ${gap}.`,
      mend:
        `Add a reaction of ${step.service} on ${failure.type} that declares compensates: [{ effect: ${fact}, by: … }]; ` +
        `or, if ${fact} sets up nothing, say so in ${step.name}: nothingToUndo.`,
    },
  ];
}
