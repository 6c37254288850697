import type { Graph } from '../graph/graph.ts';
import { nextIn, originsIn, type SagaView, viewOf } from '../graph/saga-view.ts';
import type { Finding } from './finding.ts';

/** Branches of sagas from which no declared end is reached. Only the place is told at which the way ends, not all that leads there. */
export function findOpenBranches(graph: Graph): readonly Finding[] {
  return graph.sagas.flatMap((saga) => {
    const view = viewOf(graph, saga);
    const lost = lostIn(graph, view);
    const last = lost.filter((type) =>
      nextIn(graph, view, type).every((next) => !lost.includes(next)),
    );
    return (last.length > 0 ? last : lost.slice(0, 1)).map((type) =>
      branchFinding(graph, view, type),
    );
  });
}

function branchFinding(graph: Graph, view: SagaView, type: string): Finding {
  const origins = originsIn(graph, view, type).map(({ id }) => id);
  const from = origins.length === 0 ? '' : `, which comes from ${origins.join(', ')},`;
  const outcomes = view.saga.outcomes.map(({ event }) => event.type).join(', ');
  return {
    rule: 'branch-without-outcome',
    where: `saga ${view.saga.name}`,
    what: `After ${type}${from} nothing leads to an outcome (${outcomes}): whoever waits for the saga waits for ever.`,
    mend: `Let the service that decides the saga react to ${type}; or declare it in the saga as an outcome, as what follows one (followedBy), or as a note.`,
  };
}

/** The messages from which no end is reached. */
function lostIn(graph: Graph, view: SagaView): readonly string[] {
  const saved = new Set(view.ends);
  let before: number;
  do {
    before = saved.size;
    for (const type of view.messages) {
      if (nextIn(graph, view, type).some((next) => saved.has(next))) saved.add(type);
    }
  } while (saved.size > before);
  const questions = (type: string): boolean => graph.messages.get(type)?.form === 'query';
  return [...view.messages].filter((type) => !saved.has(type) && !questions(type));
}

/** Ends and deadlines that a saga declares and that nothing in it leads to. */
export function findEndsThatNeverCome(graph: Graph): readonly Finding[] {
  return graph.sagas.flatMap((saga) => {
    const view = viewOf(graph, saga);
    const { deadline } = saga;
    const declared = [
      ...[...view.ends].map((type) => ({ type, says: `it may end in ${type}` })),
      ...(deadline === undefined
        ? []
        : [{ type: deadline.event.type, says: `${deadline.event.type} tells by when it has to` }]),
    ];
    return declared
      .filter(({ type }) => !view.messages.has(type))
      .map(({ type, says }) => ({
        rule: 'end-that-never-comes',
        where: `saga ${saga.name}`,
        what: `It says that ${says}, and nothing that it begins with leads there.`,
        mend: `Declare who emits ${type} in the course of the saga, or take it out of the saga.`,
      }));
  });
}
