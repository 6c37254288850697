import type { Change } from '../batch/store-cache.ts';
import type { Store } from '../definition/define-store.ts';
import type { Parameter, Statement } from './pipeline.ts';
import { columnsOf, type Column } from './table-columns.ts';

/** The set-wise statements of a store. */
export interface StoreStatements {
  /** $1: keys. Locks the rows in key order, the one order that all transactions follow. */
  readonly load: string;
  /** $1: keys. For stores that a batch only looks at. */
  readonly look: string;
  readonly insert: (states: readonly unknown[]) => Statement;
  /** Writes the columns in which some state differs from what was loaded; nothing when none does. */
  readonly update: (changes: readonly Change[]) => Statement | undefined;
  readonly keyOf: (row: Record<string, unknown>) => string;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Derives a store's statements from its table. */
export function storeStatements(store: Store): StoreStatements {
  const { table, key, all } = columnsOf(store.table, store.keyProperty);
  const target = quote(table);
  const keyName = quote(key.name);
  const selected = all.map((c) => `${quote(c.name)} as ${quote(c.property)}`).join(', ');
  const look = `select ${selected} from ${target} where ${keyName} = any($1::text[])`;
  const values = all.map(valueIn).join(', ');
  const insert = `insert into ${target} (${namesOf(all)}) select ${values} from ${unnest(all)}`;
  return {
    load: `${look} order by ${keyName} for update`,
    look,
    insert: (states) => ({ text: insert, parameters: parametersOf(all, states) }),
    update: (changes) => {
      const changed = all.filter((column) => column !== key && differs(column, changes));
      if (changed.length === 0) return undefined;
      const carried = [key, ...changed];
      const set = changed.map((c) => `${quote(c.name)} = ${valueIn(c)}`).join(', ');
      const text = `update ${target} t set ${set} from ${unnest(carried)} where t.${keyName} = u.${keyName}`;
      return {
        text,
        parameters: parametersOf(
          carried,
          changes.map(({ after }) => after),
        ),
      };
    },
    keyOf: (row) => String(row[key.property]),
  };
}

const namesOf = (columns: readonly Column[]): string =>
  columns.map((c) => quote(c.name)).join(', ');

const valueIn = (column: Column): string => `u.${quote(column.name)}${column.cast}`;

const unnest = (columns: readonly Column[]): string =>
  `unnest(${columns.map((c, at) => c.arrayAt(`$${at + 1}`)).join(', ')}) as u(${namesOf(columns)})`;

/** A state keeps what it does not change, so what is not the same is taken for different. */
const differs = (column: Column, changes: readonly Change[]): boolean =>
  changes.some(({ before, after }) => propertyOf(before, column) !== propertyOf(after, column));

const parametersOf = (
  columns: readonly Column[],
  states: readonly unknown[],
): readonly Parameter[] =>
  columns.map((column) => column.encode(states.map((state) => propertyOf(state, column))));

function propertyOf(state: unknown, column: Column): unknown {
  if (typeof state !== 'object' || state === null) {
    throw new TypeError(
      `a state must be an object with the properties of its table, got ${typeof state}`,
    );
  }
  return Reflect.get(state, column.property);
}
