import type { AnyReaction, Loaded, Message, Store, StoreSet } from '@murmuration/choreography';

/** The states that a service has stored, by `<store>/<key>`. */
export type Rows = Readonly<Record<string, unknown>>;

/** Where a state of a store stands. */
export const rowKey = (store: Store, key: string): string => `${store.name}/${key}`;

/**
 * What a reaction is given: the rows whose keys it names, store by store in the service's order, so that the keys of a later store can come from rows of
 * an earlier one. A row that was not named cannot be looked at, as in a database that would have locked the named ones only.
 */
export function load(
  stores: readonly Store[],
  reaction: AnyReaction,
  message: Message,
  rows: Rows,
): Loaded<StoreSet> {
  const named = new Map<Store, Set<string>>();
  const views = Object.fromEntries(
    Object.entries(reaction.stores).map(([name, store]) => {
      const get = (key: string): unknown => {
        if (named.get(store)?.has(key) === true) return rows[rowKey(store, key)];
        throw new Error(`${store.name} "${key}" was not loaded; name this key in the keys`);
      };
      return [name, { get }];
    }),
  );
  for (const store of stores) {
    const name = Object.keys(reaction.stores).find((each) => reaction.stores[each] === store);
    const keysOf = name === undefined ? undefined : reaction.keys[name];
    if (keysOf !== undefined) named.set(store, new Set([keysOf(message, views)].flat()));
  }
  return views;
}
