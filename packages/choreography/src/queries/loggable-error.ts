import { DrizzleQueryError } from 'drizzle-orm';

/** What a database's error may tell a log: drivers and databases quote the values of a statement in messages and details. */
const TELLING = ['code', 'severity', 'schema_name', 'table_name', 'column_name', 'constraint_name'];

/** The error beneath the query builder's own, which repeats the statement with its values. */
export function causeOf(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
}

/** An error as it may be logged: of one that comes from the database, no value that a statement carried. */
export function loggableError(error: unknown): unknown {
  const cause = causeOf(error);
  if (cause === error && !isDatabaseError(cause)) return error;
  const facts = TELLING.flatMap((name) => {
    const value = propertyOf(cause, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    type: 'DatabaseError',
    ...Object.fromEntries(facts),
    // the first line is the message, which may quote a value; the frames below it are places in the code
    stack: (error instanceof Error ? (error.stack ?? '') : '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  };
}

/** The name of the constraint that a write would have broken: `undefined` for any other failure. */
export function brokenConstraint(error: unknown): string | undefined {
  const cause = causeOf(error);
  const code = propertyOf(cause, 'code');
  const name = propertyOf(cause, 'constraint_name');
  return typeof code === 'string' && code.startsWith('23') && typeof name === 'string'
    ? name
    : undefined;
}

const isDatabaseError = (error: unknown): boolean =>
  error instanceof Error && error.name === 'PostgresError';

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
