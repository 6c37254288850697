import type { AnyReaction, Loaded, StoreSet } from '@murmuration/choreography';
import type { Change } from '../scenarios/scenario.ts';
import { type Rules, usualRules } from '../world/rules.ts';
import type { Shop } from '../world/shop.ts';

/** A seeded mistake: the explorer has to find it. */
export interface Mutant {
  readonly name: string;
  /** What is wrong in this world. */
  readonly breaks: string;
  /** The scenario that shows it. */
  readonly scenario: string;
  readonly change: Change;
}

/** Puts another reaction in the place of one. Throws when there is none of that name: a mutant that changes nothing proves nothing. */
export function replacing(
  name: string,
  replace: (reaction: AnyReaction) => AnyReaction,
): (shop: Shop) => Shop {
  return (shop) => {
    let found = false;
    const services = shop.services.map((service) => ({
      ...service,
      reactions: service.reactions.map((reaction) => {
        if (reaction.name !== name) return reaction;
        found = true;
        return replace(reaction);
      }),
    }));
    if (!found) throw new Error(`no reaction is named ${name}`);
    return { ...shop, services };
  };
}

/** The usual rules but for these. */
export const ruling = (rules: Partial<Rules>): Rules => ({ ...usualRules, ...rules });

export type Row = Readonly<Record<string, unknown>>;

/** What a reaction is given, with the rows of one store seen otherwise than they are. */
export function seeing(
  state: Loaded<StoreSet>,
  store: string,
  change: (row: Row) => Row | undefined,
): Loaded<StoreSet> {
  const view = state[store];
  if (view === undefined) throw new Error(`there is no store ${store}`);
  const get = (key: string): unknown => {
    const row = view.get(key);
    return isRow(row) ? change(row) : row;
  };
  return { ...state, [store]: { get } };
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}

/** A pure reaction that sees the rows of a store otherwise. */
export function blind(name: string, store: string, change: (row: Row) => Row | undefined) {
  return replacing(name, (reaction) => {
    if (reaction.kind !== 'pure') throw new Error(`${name} calls`);
    const keys = Object.entries(reaction.keys).map(([of, keysOf]): [string, KeyFunction] => [
      of,
      (message, loaded) => keysOf(message, seeing(loaded, store, change)),
    ]);
    return {
      ...reaction,
      keys: Object.fromEntries(keys),
      decide: (message, state, context) =>
        reaction.decide(message, seeing(state, store, change), context),
    };
  });
}

/** A pure reaction whose decision is changed after it was made. */
export function twisted(
  name: string,
  twist: (decision: Decided, state: Loaded<StoreSet>) => Decided,
) {
  return replacing(name, (reaction) => {
    if (reaction.kind !== 'pure') throw new Error(`${name} calls`);
    return {
      ...reaction,
      decide: (message, state, context) => twist(reaction.decide(message, state, context), state),
    };
  });
}

type KeyFunction = AnyReaction['keys'][string];
type PureReaction = Extract<AnyReaction, { kind: 'pure' }>;
export type CallingReaction = Extract<AnyReaction, { kind: 'call' }>;
export type Decided = ReturnType<PureReaction['decide']>;

/** A reaction that calls, with some of its parts replaced. */
export function calling(
  name: string,
  change: (reaction: CallingReaction) => Partial<CallingReaction>,
) {
  return replacing(name, (reaction) => {
    if (reaction.kind !== 'call') throw new Error(`${name} does not call`);
    return { ...reaction, ...change(reaction) };
  });
}

/** A decision without what it saves to one store. */
export function unsaved(decision: Decided, store: string): Decided {
  const { save = {} } = decision;
  const kept = Object.entries(save).filter(([name]) => name !== store);
  return { ...decision, save: Object.fromEntries(kept) };
}

/** A decision without one of its parts. */
export function lacking(decision: Decided, part: keyof Decided): Decided {
  return Object.fromEntries(Object.entries(decision).filter(([name]) => name !== part));
}

/** Sees a row with this status as if it had another. */
export const as =
  (status: string, instead: Row) =>
  (row: Row): Row =>
    row['status'] === status ? { ...row, ...instead } : row;

/** Sees no row at all. */
export const nothing = (): undefined => undefined;
