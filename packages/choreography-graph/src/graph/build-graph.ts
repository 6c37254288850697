import type { AnyReaction, Responder, ServiceDefinition } from '@murmuration/choreography';
import { isTimer } from '@murmuration/contracts';
import type { Catalogue, Choreography } from './choreography.ts';
import type { Graph, MessageForm, MessageNode, StepNode } from './graph.ts';

/** Derives the graph from the definitions. It does not judge: what is missing or contradictory stays so, for the checks to find. */
export function buildGraph({ services, contracts, sagas }: Choreography): Graph {
  return {
    services: services.map(({ name }) => name),
    messages: new Map(messagesOf(contracts).map((node) => [node.type, node])),
    steps: services.flatMap(stepsOf),
    sagas,
  };
}

function messagesOf({ commands, events, queries, requests }: Catalogue): readonly MessageNode[] {
  const refusals = new Set(commands.map(({ rejection }) => rejection.type));
  const formOf = (event: { readonly type: string }): MessageForm => {
    if (isTimer(event)) return 'timer';
    return refusals.has(event.type) ? 'refusal' : 'event';
  };
  return [
    ...commands.map((contract) => node(contract, 'command')),
    ...events.map((contract) => node(contract, formOf(contract))),
    ...requests.map((contract) => node(contract, 'request')),
    ...queries.map((contract) => node(contract, 'query')),
  ];
}

const node = (contract: MessageNode['contract'], form: MessageForm): MessageNode => ({
  type: contract.type,
  form,
  context: contract.context,
  contract,
});

function stepsOf(service: ServiceDefinition): readonly StepNode[] {
  const { name, reactions, answers, responders = [], records = [] } = service;
  const blank = (step: string, form: StepNode['form']): StepNode => ({
    id: `${name}/${step}`,
    service: name,
    name: step,
    form,
    on: [],
    emits: [],
    asks: [],
    calls: undefined,
    compensates: [],
    nothingToUndo: [],
    repeatsUntil: undefined,
  });
  return [
    ...reactions.map((reaction) => ({
      ...blank(reaction.name, 'reaction'),
      ...ofReaction(reaction),
    })),
    ...responders.map((responder) => ({
      ...blank(afterDot(responder.request.type), 'responder'),
      ...ofResponder(responder),
    })),
    ...answers.map(({ query }) => ({
      ...blank(afterDot(query.type), 'answer'),
      on: [query.type],
    })),
    ...records.map(({ type }) => ({
      ...blank(`record-${afterDot(type)}`, 'record'),
      emits: [type],
    })),
  ];
}

function ofReaction(reaction: AnyReaction): Partial<StepNode> {
  const { on, emits, compensates = [], nothingToUndo = [], repeatsUntil } = reaction;
  const refusals = on.flatMap((each) => (each.kind === 'command' ? [each.rejection] : []));
  return {
    on: typesOf(on),
    emits: [...new Set(typesOf([...emits, ...refusals]))],
    calls: reaction.kind === 'call' ? (reaction.calls ?? NOT_SAID) : undefined,
    compensates: compensates.map(({ effect, by }) => ({ effect: effect.type, by: by.type })),
    nothingToUndo: typesOf(nothingToUndo),
    repeatsUntil,
  };
}

/** A call reaction that does not say whom it calls. */
export const NOT_SAID = 'somebody outside';

function ofResponder({ request, emits = [], asks = [], calls }: Responder): Partial<StepNode> {
  return { on: [request.type], emits: typesOf(emits), asks: typesOf(asks), calls };
}

const typesOf = (contracts: readonly { readonly type: string }[]): readonly string[] =>
  contracts.map(({ type }) => type);

const afterDot = (type: string): string => type.slice(type.indexOf('.') + 1);
