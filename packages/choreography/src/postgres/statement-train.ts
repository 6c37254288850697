import { DatabaseError, serialize } from 'pg-protocol';
import type { Connection, Submittable } from 'pg';
import { readerOf, type Reader } from './column-values.ts';
import type { Row, Value } from './session.ts';
import { connectionLost } from './transient.ts';

/** A statement under way: what is asked, and who waits for it. */
export interface Wagon {
  readonly text: string;
  readonly parameters: readonly Value[];
  readonly rows: Row[];
  resolve(rows: readonly Row[]): void;
  reject(error: Error): void;
}

/** A statement that a session knows: parsed once, planned once. */
export interface Prepared {
  readonly name: string;
  columns: readonly { readonly name: string; readonly read: Reader }[];
  /** Whether the server has confirmed it. */
  isKnown: boolean;
}

/**
 * Statements that travel together: one packet there, one answer back. Behind each statement the usual drivers ask for an answer of its own (a Sync), so the server sends, and
 * this process wakes up, once for each. Here one Sync stands behind the last: when a statement fails the server skips the rest, which fail with it.
 * (PostgreSQL's documentation, "Frontend/Backend Protocol: Pipelining".)
 */
export class StatementTrain implements Submittable {
  private readonly wagons: readonly Wagon[];
  private readonly known: PreparedStatements;
  private readonly carried: Prepared[] = [];
  private readonly onFatal: () => void;
  private at = 0;

  /** `onFatal` is called when the server says that the session ends with this failure. */
  constructor(wagons: readonly Wagon[], known: PreparedStatements, onFatal: () => void) {
    this.wagons = wagons;
    this.known = known;
    this.onFatal = onFatal;
  }

  submit(connection: Connection): void {
    const parts: Buffer[] = [];
    for (const { text, parameters } of this.wagons) {
      const prepared = this.known.of(text);
      // one that stands twice in a train is parsed by the first
      const isNew = !prepared.isKnown && !this.carried.includes(prepared);
      this.carried.push(prepared);
      const { name } = prepared;
      if (isNew)
        parts.push(serialize.parse({ name, text }), serialize.describe({ type: 'S', name }));
      parts.push(serialize.bind({ statement: name, values: parameters.map(written) }));
      parts.push(serialize.execute());
    }
    parts.push(serialize.sync());
    connection.stream.write(Buffer.concat(parts));
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    const prepared = this.carried[this.at];
    if (prepared === undefined) return;
    prepared.columns = fields.map(({ name, dataTypeID }) => ({ name, read: readerOf(dataTypeID) }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const columns = this.carried[this.at]?.columns ?? [];
    const row: Row = {};
    for (let column = 0; column < columns.length; column++) {
      const { name, read } = columns[column] ?? unknownColumn;
      const value = fields[column] ?? null;
      row[name] = value === null ? null : read(value);
    }
    this.wagons[this.at]?.rows.push(row);
  }

  handleCommandComplete(): void {
    const [prepared, wagon] = [this.carried[this.at], this.wagons[this.at]];
    this.at++;
    if (prepared !== undefined) prepared.isKnown = true;
    wagon?.resolve(wagon.rows);
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  /** The first failure ends the train; the statement that failed may or may not be known to the server. */
  handleError(error: Error): void {
    const failure =
      error instanceof DatabaseError && !isStale(error) ? failureOf(error) : connectionLost();
    for (const prepared of this.carried.slice(this.at)) {
      if (!prepared.isKnown) this.known.forget(prepared);
    }
    for (const wagon of this.wagons.slice(this.at)) wagon.reject(failure);
    if (isFatal(error)) this.onFatal();
  }

  handleReadyForQuery(): void {
    // each statement has had its answer
  }
}

/** The statements of one session. They are made in one place, so there are no more of them than places. */
export class PreparedStatements {
  private readonly byText = new Map<string, Prepared>();
  private count = 0;

  of(text: string): Prepared {
    let prepared = this.byText.get(text);
    if (prepared === undefined) {
      prepared = { name: `s${++this.count}`, columns: [], isKnown: false };
      this.byText.set(text, prepared);
    }
    return prepared;
  }

  /** The next use gets a name of its own: whether this one is taken is not known. */
  forget(prepared: Prepared): void {
    for (const [text, each] of this.byText) if (each === prepared) this.byText.delete(text);
  }
}

const FEATURE_NOT_SUPPORTED = '0A000';
const NO_SUCH_STATEMENT = '26000';

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

const unknownColumn = { name: '', read: (text: string) => text };

function written(value: Value): string | Buffer | null {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value);
  return String(value);
}

/** What a statement was prepared for is not there any more: a migration has changed a type that it gives. Another session prepares it anew. */
const isStale = ({ code, routine }: DatabaseError): boolean =>
  (code === FEATURE_NOT_SUPPORTED && routine === 'RevalidateCachedQuery') ||
  code === NO_SUCH_STATEMENT;

const isFatal = (error: Error): boolean =>
  error instanceof DatabaseError && (error.severity === 'FATAL' || isStale(error));

/** The failure of a statement, with the name and the fields that the other driver gives it: whoever looks at failures needs to know one kind. */
function failureOf(error: DatabaseError): Error {
  const { message, code, severity, detail, schema, table, column, constraint } = error;
  return Object.assign(new Error(message), {
    name: 'PostgresError',
    code,
    severity,
    detail,
    schema_name: schema,
    table_name: table,
    column_name: column,
    constraint_name: constraint,
  });
}
