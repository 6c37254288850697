import type { Fact } from '../conformance/fact.ts';
import { type Graph, saidTo, type StepNode, stepsOn } from '../graph/graph.ts';
import type { SagaView } from '../graph/saga-view.ts';

/** A step that was set off by a fact and of which nothing was heard in answer. */
export interface OpenStep {
  readonly step: StepNode;
  /** What has set it off. */
  readonly after: Fact;
  /** What it may say; it may also have nothing to say. */
  readonly oneOf: readonly string[];
  /** It has said one of these, but because of something else: then it has often nothing more to say. */
  readonly isMoot: boolean;
}

/** The steps of one instance of a saga that have not answered, in the order of what set them off. Facts may be given in any order; two with one id are one. */
export function openStepsOf(
  graph: Graph,
  view: SagaView,
  facts: readonly Fact[],
): readonly OpenStep[] {
  const unique = [...new Map(facts.map((fact) => [fact.id, fact])).values()];
  return unique
    .filter(({ type }) => view.messages.has(type))
    .flatMap((after) =>
      stepsOn(graph, after.type).flatMap((step) => openAfter(graph, view, unique, step, after)),
    );
}

function openAfter(
  graph: Graph,
  view: SagaView,
  facts: readonly Fact[],
  step: StepNode,
  after: Fact,
): readonly OpenStep[] {
  const oneOf = saidTo(graph, step, after.type).filter((type) => view.messages.has(type));
  const said = facts.filter(
    ({ service, type }) => service === step.service && oneOf.includes(type),
  );
  if (oneOf.length === 0 || said.some(({ causationId }) => causationId === after.id)) return [];
  const alike = new Set(
    facts.filter(({ type, id }) => type === after.type && id !== after.id).map(({ id }) => id),
  );
  // what another fact of the same type has led to is no answer to this one: each refund is paid by itself
  const isMoot = said.some(({ causationId }) => !alike.has(causationId));
  return [{ step, after, oneOf, isMoot }];
}

/** What is awaited, in a sentence. */
export const openText = ({ step, after, oneOf }: OpenStep): string =>
  `${step.id} has not said ${oneOf.join(' or ')} after ${after.type} of ${new Date(after.at).toISOString()}.`;
