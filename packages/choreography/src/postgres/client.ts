import { connect } from 'node:net';
import postgres from 'postgres';

/** One database session. When it is lost it says so once and is never used again. */
export interface Session {
  readonly sql: postgres.ReservedSql;
  lost: boolean;
  /** Called when the connection is lost. */
  onLost: (error: Error) => void;
}

/** One connection that is opened again when it was lost. A transaction holds on to the session that it began on, so it never goes on over two. */
export interface Connection {
  /** The live session; opens one when there is none. Throws when the database cannot be reached. */
  session(): Promise<Session>;
  close(): Promise<void>;
}

/** Error codes after which the same transaction may be tried again at once or a little later. */
const TRANSIENT = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '23505', // two processes inserted the same key: on the next try one of them finds the row
  '55P03', // lock not available
  '57P01', // the server is shutting down
  '57P02',
  '57P03', // the server is starting
  '53300', // too many connections
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
]);

/** Whether a failed transaction may succeed when tried again unchanged. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.has(errorCode(error));
}

/** Whether the database could not be reached at all. */
export function isUnreachable(error: unknown): boolean {
  return !/^\d\w{4}$/.test(errorCode(error)) || /^(57P|53)/.test(errorCode(error));
}

function errorCode(error: unknown): string {
  const code: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : '';
  return typeof code === 'string' ? code : '';
}

/** The driver opens sockets that wait for more to send (Nagle's algorithm), which adds 40 ms to a transaction that is written in two packets. */
const promptly = {
  socket: ({ host, port, path }: { host: string[]; port: number[]; path?: string | false }) => {
    const at = typeof path === 'string' ? { path } : { host: host[0], port: port[0] ?? 5432 };
    return connect({ ...at, noDelay: true });
  },
};

/** Above the statements of any transaction. */
const pipelined = { max_pipeline: 1_000 };

const options = {
  ...promptly,
  onnotice: () => undefined,
  idle_timeout: 0,
  max_lifetime: null,
  connect_timeout: 5,
  backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  types: {
    /** bigint columns hold counts and minor units of money, all below 2^53. */
    bigint: { to: 20, from: [20], parse: Number, serialize: String },
  },
};

/** Opens one connection on which statements are pipelined: a whole phase of a transaction costs one round trip. */
export function openConnection(url: string, name: string): Connection {
  let current: Session | undefined;
  const sql = postgres(url, {
    ...options,
    ...pipelined,
    max: 1,
    onclose: () => {
      const session = current;
      current = undefined;
      if (session === undefined) return;
      session.lost = true;
      session.onLost(connectionLost());
    },
    connection: { application_name: name },
  });
  return {
    session: async () => {
      current ??= { sql: await sql.reserve(), lost: false, onLost: () => undefined };
      return current;
    },
    close: async () => {
      current?.sql.release();
      await sql.end({ timeout: 2 });
    },
  };
}

/** The error of a transaction whose connection went away. */
export function connectionLost(): Error {
  return Object.assign(new Error('the database connection was lost'), {
    code: 'CONNECTION_CLOSED',
  });
}

/** Opens a small pool for reads. */
export function openPool(url: string, name: string, max: number): postgres.Sql {
  return postgres(url, { ...options, max, connection: { application_name: name } });
}
