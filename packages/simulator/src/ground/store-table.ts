import type { Store } from '@murmuration/choreography';
import {
  columnsOf,
  type Row,
  type ServicePlan,
  type Value,
} from '@murmuration/choreography/simulation';
import { jsonTextsIn, textsOrNull } from './parameters.ts';

/** What a statement about a store's rows does. */
export type StoreStatement =
  | { readonly kind: 'look'; readonly table: string; readonly locks: boolean }
  | { readonly kind: 'insert' | 'update'; readonly table: StoreTable; readonly rowsIn: RowsIn };

/** Reads the rows that the parameters of a statement carry; of an update, the columns that change. */
type RowsIn = (parameters: readonly Value[]) => readonly Row[];

type Column = ReturnType<typeof columnsOf>['all'][number];

/** The table of a store: how its statements are told apart, and how its values are read as the database would read them. */
export class StoreTable {
  readonly name: string;
  private readonly columns: ReturnType<typeof columnsOf>;

  constructor(store: Store) {
    this.columns = columnsOf(store.table, store.keyProperty);
    this.name = this.columns.table;
  }

  keyOf(row: Row): string {
    return String(row[this.columns.key.property]);
  }

  /** Reads rows from one parameter for each column. */
  rowsIn(text: string): RowsIn {
    const [, names = ''] = / as u\(([^)]*)\)/.exec(text) ?? [];
    const carried = names.split(', ').map((quoted) => this.column(quoted.replaceAll('"', '')));
    return (parameters) => {
      const values = carried.map((column, at) => valuesIn(column, parameters[at]));
      const rows = values[0] ?? [];
      return rows.map((_, at) =>
        Object.fromEntries(carried.map(({ property }, of) => [property, values[of]?.[at]])),
      );
    };
  }

  private column(name: string): Column {
    const column = this.columns.all.find((each) => each.name === name);
    if (column === undefined) throw new Error(`${this.name} has no column ${name}`);
    return column;
  }
}

/** Tells the statements of a service's stores apart; undefined for any other. */
export function storeStatementsOf(plan: ServicePlan): (text: string) => StoreStatement | undefined {
  const known = new Map<string, StoreStatement>();
  const tables = [...plan.statements].map(([store, statements]) => {
    const table = new StoreTable(store);
    known.set(statements.load, { kind: 'look', table: table.name, locks: true });
    known.set(statements.look, { kind: 'look', table: table.name, locks: false });
    return table;
  });
  return (text) => {
    let found = known.get(text);
    if (found !== undefined) return found;
    const [, kind, name] = /^(insert into|update) "([^"]+)" /.exec(text) ?? [];
    const table = tables.find((each) => each.name === name);
    if (table === undefined) return undefined;
    const rowsIn = table.rowsIn(text);
    found = { kind: kind === 'update' ? 'update' : 'insert', table, rowsIn };
    known.set(text, found);
    return found;
  };
}

function valuesIn({ arrayAt, cast }: Column, parameter: Value | undefined): readonly unknown[] {
  if (cast.startsWith('::json')) {
    return jsonTextsIn(parameter).map((text): unknown => (text === null ? null : JSON.parse(text)));
  }
  const read = cast === '::boolean' ? (text: string) => text === 'true' : readerFor(arrayAt(''));
  return textsOrNull(parameter).map((text) => (text === null ? null : read(text)));
}

function readerFor(type: string): (text: string) => unknown {
  switch (type) {
    case '::integer[]':
    case '::bigint[]':
    case '::smallint[]':
      return Number;
    case '::timestamp with time zone[]':
      return (text) => new Date(text);
    default:
      return (text) => text;
  }
}
