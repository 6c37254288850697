import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { jsonList, jsonListAt } from './json-list.ts';
import type { Parameter } from './pipeline.ts';
import type { Value } from './session.ts';

/** A column as the set-wise statements need it. */
export interface Column {
  /** The property of the state. */
  readonly property: string;
  readonly name: string;
  /** The array that a parameter such as `$1` carries: the values of many rows. */
  readonly arrayAt: (parameter: string) => string;
  /** How the unnested value is turned into the column's type, where that needs a cast. */
  readonly cast: string;
  readonly encode: (values: readonly unknown[]) => Parameter;
}

export interface Columns {
  readonly table: string;
  readonly key: Column;
  readonly all: readonly Column[];
}

const PLAIN = new Set([
  'text',
  'integer',
  'bigint',
  'smallint',
  'uuid',
  'timestamp with time zone',
]);
const asJson = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));

function asBooleanText(value: unknown): Value {
  if (value == null) return null;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  throw new TypeError(`a boolean column cannot hold ${typeof value}`);
}

function asIs(value: unknown): Value {
  if (value == null) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof Date) return value.toISOString();
  throw new TypeError(`a plain column cannot hold ${typeof value}`);
}

const arrayOf =
  (type: string) =>
  (parameter: string): string =>
    `${parameter}::${type}[]`;

/** Reads from a drizzle table what is needed to load and save its rows set-wise. Throws on a column type that it cannot carry. */
export function columnsOf(table: PgTable, keyProperty: string): Columns {
  const { name, columns } = getTableConfig(table);
  const properties = new Map(Object.entries(table).map(([property, column]) => [column, property]));
  const all = columns.map((column): Column => {
    const property = properties.get(column) ?? column.name;
    const type = column.getSQLType();
    if (type === 'jsonb' || type === 'json') {
      return {
        property,
        name: column.name,
        arrayAt: jsonListAt,
        cast: `::${type}`,
        encode: (values) => jsonList(values.map(asJson)),
      };
    }
    if (type === 'boolean') {
      // the driver would write every element of a boolean[] that is not literally true as false, also the text 'true'
      return {
        property,
        name: column.name,
        arrayAt: arrayOf('text'),
        cast: '::boolean',
        encode: (values) => values.map(asBooleanText),
      };
    }
    if (!PLAIN.has(type))
      throw new TypeError(`${name}.${column.name}: a store cannot carry type ${type}`);
    return {
      property,
      name: column.name,
      arrayAt: arrayOf(type),
      cast: '',
      encode: (values) => values.map(asIs),
    };
  });
  const key = all.find((column) => column.property === keyProperty);
  if (key === undefined)
    throw new TypeError(`${name} has no property ${keyProperty} to be its key`);
  return { table: name, key, all };
}
