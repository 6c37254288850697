/** Failures of a transaction that may pass: it is tried again unchanged. Everything else is the fault of what it contains. */
const PASSING_CODES = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '23505', // two processes inserted the same key: on the next try one of them finds the row
  '55P03', // lock not available
  '57014', // took longer than the role's limit
  '25P03', // was idle for longer than the role's limit: the process was stopped for a while
  '25P04', // took longer as a whole than the role's limit
  '25006', // the server has become a read-only standby
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Connection exceptions, insufficient resources (disk, memory, connections), operator intervention, system errors. */
const PASSING_CLASSES = /^(?:08|53|57P|58)/;

/** Passing codes that one message alone can cause, and that are then no passing matter. */
const PERHAPS_OF_ITS_OWN_MAKING = new Set(['23505', '55P03', '57014', '25P03', '25P04']);

/** Passing codes that tell of other transactions, or of this one: the database is there. */
const OF_ONE_TRANSACTION = new Set([...PERHAPS_OF_ITS_OWN_MAKING, '40001', '40P01']);

/** No session with the database could be opened. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';
  readonly code = 'CONNECTION_CLOSED';
}

/** Whether a failed transaction may succeed when it is tried again unchanged. */
export function isTransient(error: unknown): boolean {
  const code = errorCode(error);
  return PASSING_CODES.has(code) || PASSING_CLASSES.test(code);
}

/** Whether a passing failure that keeps coming back may lie in one message of the batch. */
export function mayBeOfItsOwnMaking(error: unknown): boolean {
  return PERHAPS_OF_ITS_OWN_MAKING.has(errorCode(error));
}

/** Whether a failure is the database's as a whole: whatever is tried now fails, until it is mended. */
export function isOutage(error: unknown): boolean {
  return isTransient(error) && !OF_ONE_TRANSACTION.has(errorCode(error));
}

/** The error of a transaction whose connection went away. */
export function connectionLost(): Error {
  return new DatabaseUnreachable('the database connection was lost');
}

function errorCode(error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : '';
  return typeof code === 'string' ? code : '';
}
