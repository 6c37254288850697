import type { InferSelectModel } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/**
 * A kind of aggregate, or of record, that reactions load and save by key. It is plain data: the runtime derives the set-wise
 * statements from the table, and an in-memory world needs nothing but the key.
 */
export interface Store<State = unknown> {
  readonly name: string;
  readonly table: PgTable;
  /** The property of the table that is the key. Its column is of type text. */
  readonly keyProperty: string;
  key(state: State): string;
}

/** The state that a store keeps. */
export type StateOf<S> = S extends Store<infer State> ? State : never;

/** Defines a store whose states are the rows of a table. The table's name is the store's. */
export function defineStore<
  Table extends PgTable,
  State extends InferSelectModel<Table> = InferSelectModel<Table>,
>(table: Table, keyProperty: keyof State & string, name: string): Store<State> {
  return {
    name,
    table,
    keyProperty,
    key: (state) => String(state[keyProperty]),
  };
}
