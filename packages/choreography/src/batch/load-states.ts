import type { AnyReaction } from '../definition/define-reaction.ts';
import type { Store } from '../definition/define-store.ts';
import type { Message } from '../definition/message.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A message that is to be decided by a reaction. */
export interface Work {
  readonly message: Message;
  readonly reaction: AnyReaction;
}

/** What the works of one reaction want of one store. */
interface Use<Item> {
  readonly works: readonly Item[];
  readonly keysOf: AnyReaction['keys'][string];
  readonly locks: boolean;
}

/**
 * Loads every state that a batch needs, store by store in lock order, each with one statement. Keys that a message names by itself are asked for without waiting;
 * only where keys come from rows of an earlier store does it wait for those rows. Returns the works whose keys could not be told: each fails alone.
 */
export async function loadStates<Item extends Work>(
  unit: UnitOfWork,
  stores: readonly Store[],
  works: readonly Item[],
): Promise<Map<Item, unknown>> {
  const failures = new Map<Item, unknown>();
  const byReaction = Map.groupBy(works, (work) => work.reaction);
  let loading: Promise<void>[] = [];
  for (const store of stores) {
    const uses = [...byReaction].flatMap(
      ([reaction, items]) => useOf(reaction, store, items) ?? [],
    );
    // a function of two parameters looks at what was loaded before
    if (uses.some(({ keysOf }) => keysOf.length > 1)) {
      await Promise.all(loading);
      loading = [];
    }
    const keys = uses.flatMap((use) => keysIn(unit, use, failures));
    loading.push(unit.load({ store, keys, lock: uses.some(({ locks }) => locks) }));
  }
  await Promise.all(loading);
  return failures;
}

function useOf<Item extends Work>(
  reaction: AnyReaction,
  store: Store,
  works: readonly Item[],
): Use<Item> | undefined {
  const name = Object.keys(reaction.stores).find((each) => reaction.stores[each] === store);
  const keysOf = name === undefined ? undefined : reaction.keys[name];
  if (name === undefined || keysOf === undefined) return undefined;
  return { works, keysOf, locks: reaction.readOnly?.includes(name) !== true };
}

function keysIn<Item extends Work>(
  unit: UnitOfWork,
  { works, keysOf }: Use<Item>,
  failures: Map<Item, unknown>,
): readonly string[] {
  const keys: string[] = [];
  for (const work of works) {
    try {
      const named = keysOf(work.message, unit.viewsOf(work.reaction));
      if (typeof named === 'string') keys.push(named);
      else keys.push(...named);
    } catch (error) {
      failures.set(work, error);
    }
  }
  return keys;
}
