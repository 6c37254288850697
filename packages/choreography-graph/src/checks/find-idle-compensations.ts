import { failuresOf, type Graph, type StepNode } from '../graph/graph.ts';
import type { Finding } from './finding.ts';

/** Compensations that are declared and cannot be: of an effect that is not the service's own, on no failure, or of what is said to need none. */
export function findIdleCompensations(graph: Graph): readonly Finding[] {
  return graph.steps.flatMap((step) =>
    step.compensates.flatMap(({ effect }) => {
      const doubt = doubtOf(graph, step, effect);
      return doubt === undefined
        ? []
        : [{ rule: 'idle-compensation' as const, where: `reaction ${step.id}`, ...doubt }];
    }),
  );
}

function doubtOf(
  graph: Graph,
  step: StepNode,
  effect: string,
): Pick<Finding, 'what' | 'mend'> | undefined {
  const { service, name, on } = step;
  const makers = graph.steps.filter(
    (each) => each.service === service && each.emits.includes(effect),
  );
  if (makers.length === 0) {
    return {
      what: `It says that it takes back ${effect}, which nothing in ${service} emits.`,
      mend: `Compensate what ${service} itself has set up: only the owner of a state can take it back.`,
    };
  }
  const denying = makers.find(({ nothingToUndo }) => nothingToUndo.includes(effect));
  if (denying !== undefined) {
    return {
      what: `It takes back ${effect}, and ${denying.name} says that there is nothing to undo about it.`,
      mend: `Take ${effect} out of nothingToUndo in ${denying.name}, or out of compensates in ${name}.`,
    };
  }
  const failures = failuresOf(graph);
  if (on.some((type) => failures.has(type))) return undefined;
  return {
    what: `It takes back ${effect}, and hears nothing by which a saga fails (it is on ${on.join(', ')}).`,
    mend: `Let it react to the failure, or declare in the saga that ${on.join(' or ')} is one.`,
  };
}
