import type { Store } from '../definition/define-store.ts';
import type { Parameter, Value } from './pipeline.ts';
import { columnsOf, type Column } from './table-columns.ts';

/** The three set-wise statements of a store, and how its states become their parameters. */
export interface StoreStatements {
  /** $1: keys. Locks the rows in key order, the one order that all transactions follow. */
  readonly load: string;
  /** $1: keys. For stores that a batch only looks at. */
  readonly look: string;
  readonly insert: string;
  readonly update: string;
  readonly parameters: (states: readonly unknown[]) => readonly Parameter[];
  readonly keyOf: (row: Record<string, unknown>) => string;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Derives a store's statements from its table. */
export function storeStatements(store: Store): StoreStatements {
  const { table, key, all } = columnsOf(store.table, store.keyProperty);
  const selected = all.map((c) => `${quote(c.name)} as ${quote(c.property)}`).join(', ');
  const target = quote(table);
  const names = all.map((c) => quote(c.name)).join(', ');
  const values = all.map((c) => `u.${quote(c.name)}${c.cast}`).join(', ');
  const unnest = `unnest(${all.map((c, at) => `$${at + 1}::${c.arrayType}`).join(', ')}) as u(${names})`;
  const assignments = all
    .filter((c) => c !== key)
    .map((c) => `${quote(c.name)} = u.${quote(c.name)}${c.cast}`)
    .join(', ');
  return {
    load: `select ${selected} from ${target} where ${quote(key.name)} = any($1::text[]) order by ${quote(key.name)} for update`,
    look: `select ${selected} from ${target} where ${quote(key.name)} = any($1::text[])`,
    insert: `insert into ${target} (${names}) select ${values} from ${unnest}`,
    update: `update ${target} t set ${assignments} from ${unnest} where t.${quote(key.name)} = u.${quote(key.name)}`,
    parameters: (states) => all.map((column) => states.map((state) => valueOf(state, column))),
    keyOf: (row) => String(row[key.property]),
  };
}

function valueOf(state: unknown, column: Column): Value {
  if (typeof state !== 'object' || state === null) {
    throw new TypeError(
      `a state must be an object with the properties of its table, got ${typeof state}`,
    );
  }
  return column.encode(Reflect.get(state, column.property));
}
