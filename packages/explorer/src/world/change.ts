import type {
  AnyReaction,
  CallReaction,
  Decision,
  Message,
  Reaction,
  ServiceDefinition,
  StoreSet,
} from '@murmuration/choreography';
import { encode, type EventContract, type EventDraft } from '@murmuration/contracts';
import { type Told, toldBy } from './message.ts';
import { load, rowKey, type Rows } from './rows.ts';

/** Everything that one decision changes; committed together or not at all. */
export interface Change {
  readonly saves: Rows;
  readonly told: readonly Told[];
  /** What becomes due later, by `<event> <key>`; undefined takes a timer away. */
  readonly timers: Readonly<Record<string, Told | undefined>>;
  readonly outcome: 'accepted' | 'rejected';
}

/** The change that records the intent to call, and what is to be asked of the outside. */
export interface Intent {
  readonly saves: Rows;
  readonly request: unknown;
}

/** A message that stands before a reaction, and what the service has stored. */
export interface Situation {
  readonly service: ServiceDefinition;
  readonly message: Message;
  readonly rows: Rows;
  readonly now: Date;
}

/** Decides as the runtime does; throws what the reaction throws, and what the runtime would refuse. */
export function decide(reaction: Reaction, situation: Situation): Change {
  const { service, message, rows, now } = situation;
  const state = load(service.stores, reaction, message, rows);
  return changeOf(reaction, reaction.decide(message, state, contextAt(now)));
}

/** Asks a reaction whether it wants to call. */
export function prepare(
  reaction: CallReaction,
  situation: Situation,
  isRepeated: boolean,
): Change | Intent {
  const { service, message, rows, now } = situation;
  const state = load(service.stores, reaction, message, rows);
  const prepared = reaction.prepare(message, state, { ...contextAt(now), isRepeated });
  if (!('call' in prepared)) return changeOf(reaction, prepared);
  return { request: prepared.call, saves: savesOf(reaction, prepared.save) };
}

/** Records what came back from a call. */
export function conclude(reaction: CallReaction, situation: Situation, result: unknown): Change {
  const { service, message, rows, now } = situation;
  const state = load(service.stores, reaction, message, rows);
  return changeOf(reaction, reaction.conclude(message, result, state, contextAt(now)));
}

/** Ids are not drawn by chance: the same decision is the same again. */
const contextAt = (now: Date) => {
  let drawn = 0;
  return { now, newId: () => `id-${++drawn}` };
};

type AnyDecision = Decision<EventContract, StoreSet>;

function changeOf(reaction: AnyReaction, decision: AnyDecision): Change {
  const { emit = [], schedule = [], unschedule = [], reject } = decision;
  const gone = unschedule.map(({ event, key }) => [`${event.name} ${key}`, undefined] as const);
  const set = schedule.map(({ event }) => {
    const { contract } = event;
    return [`${event.name} ${contract.key(event.data)}`, checked(reaction, event)] as const;
  });
  return {
    saves: savesOf(reaction, decision.save),
    told: emit.map((draft) => checked(reaction, draft)),
    timers: Object.fromEntries([...gone, ...set]),
    outcome: reject === undefined ? 'accepted' : 'rejected',
  };
}

function checked(reaction: AnyReaction, draft: EventDraft): Told {
  if (!reaction.emits.some(({ name }) => name === draft.name)) {
    throw new Error(`${reaction.name} tells ${draft.name}, which it does not declare`);
  }
  encode(draft.contract, draft.data);
  return toldBy(draft);
}

function savesOf(reaction: AnyReaction, save: AnyDecision['save'] = {}): Rows {
  const saves: Record<string, unknown> = {};
  for (const [name, states] of Object.entries(save)) {
    const store = reaction.stores[name];
    if (store === undefined || reaction.readOnly?.includes(name) === true) {
      throw new Error(`${reaction.name} saves to ${name}, which it does not declare or only reads`);
    }
    for (const state of states ?? []) saves[rowKey(store, store.key(state))] = state;
  }
  return saves;
}
