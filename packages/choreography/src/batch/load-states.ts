import type { AnyReaction } from '../definition/define-reaction.ts';
import type { Message } from '../definition/message.ts';
import type { Store } from '../definition/define-store.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A message that is to be decided by a reaction. */
export interface Work {
  readonly message: Message;
  readonly reaction: AnyReaction;
}

/**
 * Loads every state that a batch needs, store by store in lock order, each with one statement. Keys that a message names by itself are asked for without waiting;
 * only where keys come from rows of an earlier store does it wait for those rows. A message whose keys cannot be told fails alone.
 */
export async function loadStates(
  unit: UnitOfWork,
  stores: readonly Store[],
  works: readonly Work[],
  onFailure: (work: Work, error: unknown) => void,
): Promise<void> {
  let loading: Promise<void>[] = [];
  for (const store of stores) {
    const users = works.flatMap((work) => {
      const name = Object.keys(work.reaction.stores).find(
        (each) => work.reaction.stores[each] === store,
      );
      return name === undefined ? [] : [{ work, keysOf: keyFunction(work.reaction, name) }];
    });
    // a function of two parameters looks at what was loaded before
    if (users.some(({ keysOf }) => keysOf.length > 1)) {
      await Promise.all(loading);
      loading = [];
    }
    const keys: string[] = [];
    for (const { work, keysOf } of users) {
      try {
        keys.push(...[keysOf(work.message, unit.viewsOf(work.reaction))].flat());
      } catch (error) {
        onFailure(work, error);
      }
    }
    loading.push(unit.load({ store, keys }));
  }
  await Promise.all(loading);
}

function keyFunction(reaction: AnyReaction, name: string): AnyReaction['keys'][string] {
  const keysOf = reaction.keys[name];
  if (keysOf === undefined) throw new Error(`${reaction.name} names no keys for ${name}`);
  return keysOf;
}
