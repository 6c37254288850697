import { type Graph, type MessageForm, saidTo, type StepNode } from '../graph/graph.ts';
import type { SagaView } from '../graph/saga-view.ts';

/** A note on a card: something that is said there. */
export interface Note {
  readonly type: string;
  readonly form: MessageForm;
  readonly outcome: 'succeeded' | 'failed' | 'lapsed' | undefined;
}

/** One step as a card shows it. */
export interface Heading {
  readonly step: StepNode;
  /** The command or request that a person sends. */
  readonly wish: { readonly type: string; readonly from: string } | undefined;
}

/** Steps of one service that say the same, with what they say. */
export interface Card {
  readonly id: string;
  readonly service: string;
  readonly headings: readonly Heading[];
  readonly notes: readonly Note[];
}

/** From a note to the card that hears it, or from a card to what it says beside its own notes. */
export interface Arrow {
  readonly id: string;
  readonly from: { readonly card: string; readonly note?: string };
  readonly to: { readonly card: string; readonly note?: string };
  /** `hears`: sets off; `waits`: sets off when its time has come; `undoes`: sets off what takes something back; `says`: a fact whose note is elsewhere; `asks`: a request to another service. */
  readonly kind: 'hears' | 'waits' | 'undoes' | 'says' | 'asks';
}

/** What is drawn, before it has a place. */
export interface Picture {
  readonly cards: readonly Card[];
  readonly arrows: readonly Arrow[];
}

type Part = Pick<SagaView, 'steps' | 'messages'> & { readonly sagas: Graph['sagas'] };

/** Lays the steps of a part of the graph out on cards. Where a fact may come from several cards, its note stands on the one that says the least beside it. */
export function pictureOf(graph: Graph, part: Part): Picture {
  const saying = new Map(part.steps.map((step) => [step.id, saidIn(graph, part, step)]));
  const said = ({ id }: StepNode): readonly string[] => saying.get(id) ?? [];
  const groups = groupBy(part.steps, (step) => groupKey(step, said(step)));
  const homes = new Map<string, string>();
  for (const type of new Set([...saying.values()].flat())) {
    const from = [...groups].filter(
      ([, [step]]) => step !== undefined && said(step).includes(type),
    );
    const [home] = from.toSorted(([, [a]], [, [b]]) => lengthOf(a, said) - lengthOf(b, said));
    if (home !== undefined) homes.set(type, home[0]);
  }
  const cards = [...groups].map(([id, steps]) => cardOf(graph, part, { id, steps, homes, said }));
  return { cards, arrows: arrowsOf(graph, { cards, homes, said }) };
}

const lengthOf = (
  step: StepNode | undefined,
  said: (step: StepNode) => readonly string[],
): number => (step === undefined ? 0 : said(step).length);

function saidIn(graph: Graph, { messages }: Part, step: StepNode): readonly string[] {
  const triggers = step.on.filter((type) => messages.has(type));
  const said =
    step.form === 'record' ? step.emits : triggers.flatMap((type) => saidTo(graph, step, type));
  return [...new Set(said)].filter((type) => isFact(graph, type));
}

const isFact = (graph: Graph, type: string): boolean =>
  ['event', 'timer', 'refusal'].includes(graph.messages.get(type)?.form ?? '');

/** Steps of a service that say the same stand on one card; one that says nothing stands alone. */
const groupKey = ({ service, id }: StepNode, said: readonly string[]): string =>
  said.length === 0 ? id : `${service}: ${said.toSorted().join(' ')}`;

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

interface CardParts {
  readonly id: string;
  readonly steps: readonly StepNode[];
  readonly homes: ReadonlyMap<string, string>;
  readonly said: (step: StepNode) => readonly string[];
}

function cardOf(graph: Graph, part: Part, { id, steps, homes, said }: CardParts): Card {
  const types = [...new Set(steps.flatMap(said))].filter((type) => homes.get(type) === id);
  return {
    id,
    service: steps[0]?.service ?? '',
    headings: steps.map((step) => ({ step, wish: wishOf(graph, part, step) })),
    notes: types.map((type) => noteOf(graph, part, type)),
  };
}

function noteOf(graph: Graph, { sagas }: Part, type: string): Note {
  const outcome = sagas
    .flatMap(({ outcomes }) => outcomes)
    .find(({ event }) => event.type === type);
  return { type, form: graph.messages.get(type)?.form ?? 'event', outcome: outcome?.as };
}

const SENDERS = new Map<string, string>([
  ['anyone', 'a customer'],
  ['operator', 'staff'],
  ['trusted', 'a program'],
  ['public', 'anybody'],
  ['own', 'the person'],
  ['signed-in', 'the person'],
]);

function wishOf(graph: Graph, { messages }: Part, step: StepNode): Heading['wish'] {
  const [type] = step.on.filter((each) => messages.has(each));
  const contract = type === undefined ? undefined : graph.messages.get(type)?.contract;
  if (type === undefined || contract === undefined) return undefined;
  if (contract.kind === 'event') return undefined;
  if (contract.kind !== 'command' && contract.access === 'internal') return undefined;
  const from = contract.kind === 'command' ? contract.sentBy : contract.access;
  return { type, from: SENDERS.get(from) ?? from };
}

interface ArrowParts {
  readonly cards: readonly Card[];
  readonly homes: ReadonlyMap<string, string>;
  readonly said: (step: StepNode) => readonly string[];
}

function arrowsOf(graph: Graph, { cards, homes, said }: ArrowParts): readonly Arrow[] {
  const arrows = cards.flatMap((card): readonly Omit<Arrow, 'id'>[] => {
    const steps = card.headings.map(({ step }) => step);
    const heard = [...new Set(steps.flatMap(({ on }) => on))].filter((type) => homes.has(type));
    const elsewhere = [...new Set(steps.flatMap(said))].filter(
      (type) => homes.get(type) !== card.id,
    );
    const asked = [...new Set(steps.flatMap(({ asks }) => asks))];
    return [
      ...heard.map((type) => ({
        from: { card: homes.get(type) ?? '', note: type },
        to: { card: card.id },
        kind: hearingOf(graph, steps, type),
      })),
      ...elsewhere.map((type) => ({
        from: { card: card.id },
        to: { card: homes.get(type) ?? '', note: type },
        kind: 'says' as const,
      })),
      ...asked.flatMap((type) =>
        cards
          .filter(({ headings }) => headings.some(({ step }) => step.on.includes(type)))
          .map(({ id }) => ({ from: { card: card.id }, to: { card: id }, kind: 'asks' as const })),
      ),
    ];
  });
  return arrows.map((arrow, at) => ({ ...arrow, id: `a${at}` }));
}

function hearingOf(graph: Graph, steps: readonly StepNode[], type: string): Arrow['kind'] {
  if (graph.messages.get(type)?.form === 'timer') return 'waits';
  return steps.some((step) => undoesOn(graph, step, type)) ? 'undoes' : 'hears';
}

const undoesOn = (graph: Graph, step: StepNode, type: string): boolean =>
  step.compensates.length > 0 &&
  graph.sagas.some(({ outcomes }) =>
    outcomes.some(({ event, as }) => as === 'failed' && event.type === type),
  );
