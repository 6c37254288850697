import type { Socket } from 'node:net';
import postgres from 'postgres';
import { readDatabaseUrl } from './database-url.ts';
import { dial, driverOptions, type Target } from './client.ts';
import { connectionLost, DatabaseUnreachable } from './transient.ts';

/** One database session. When it is lost it says so once and is never used again. */
export interface Session {
  readonly sql: postgres.ReservedSql;
  lost: boolean;
  /** Called when the connection is lost. */
  onLost: (error: Error) => void;
}

/** One connection that is opened again when it was lost. A piece of work holds on to the session that it began on, so a transaction never goes on over two. */
export interface Connection {
  /** Runs one piece of work at a time, in the order of the calls. Throws `DatabaseUnreachable` when there is no session to be had. */
  run<Answer>(work: (session: Session) => Promise<Answer>): Promise<Answer>;
  /** Lets the work under way end for a moment, then closes; later work is refused. */
  close(): Promise<void>;
}

interface Live {
  readonly session: Session;
  readonly socket: Socket | undefined;
  end(seconds: number): Promise<void>;
}

/** A transaction without an end within this time is given up: a half-open link would hold it for ever. Above the server's own limits. In milliseconds. */
const WORK_LIMIT_MS = 30_000;
/** Above the statements of any transaction. */
const pipelined = { max_pipeline: 1_000 };

/**
 * Every statement of a transaction finds rows by their keys. So it is planned once, for an index, and not anew for each list of keys (planning took longer than
 * doing), nor for the few rows that a young table has.
 */
const planning = { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off', jit: 'off' };

const CLOSE_LIMIT_MS = 2_000;

/** Opens one connection, on first use, on which statements are pipelined: a whole phase of a transaction costs one round trip. */
export function openConnection(
  url: string,
  name: string,
  parameters: Readonly<Record<string, string>> = planning,
): Connection {
  let live: Live | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  const perform = async <Answer>(work: (session: Session) => Promise<Answer>): Promise<Answer> => {
    if (closed) throw connectionLost();
    if (live === undefined || live.session.lost) live = await openSession(url, name, parameters);
    const { session, socket } = live;
    const limit = setTimeout(() => socket?.destroy(), WORK_LIMIT_MS);
    try {
      return await work(session);
    } finally {
      clearTimeout(limit);
    }
  };
  return {
    run: (work) => {
      const mine = last.then(async () => await perform(work));
      last = mine.catch(() => undefined);
      return mine;
    },
    close: async () => {
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(patience.resolve, CLOSE_LIMIT_MS);
      await Promise.race([last, patience.promise]);
      clearTimeout(timer);
      closed = true;
      if (live !== undefined && !live.session.lost) await live.end(CLOSE_LIMIT_MS / 1_000);
    },
  };
}

/**
 * Opens a session on a driver instance of its own, which is thrown away with it. The driver's own way of connecting anew is not used: it would send
 * statements left over from a lost transaction, and it forgets whoever waits for a reserved connection when an attempt fails.
 */
async function openSession(
  url: string,
  name: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Live> {
  let socket: Socket | undefined;
  let session: Session | undefined;
  const dialOnce = {
    socket: (target: Target) => {
      if (socket !== undefined) throw connectionLost();
      socket = dial(target);
      return socket;
    },
  };
  const { url: address, ...place } = readDatabaseUrl(url);
  const sql = postgres(address, {
    ...place,
    ...driverOptions,
    // the driver never hands out a fresh session that it has not asked a question of its own
    fetch_types: true,
    ...pipelined,
    ...dialOnce,
    max: 1,
    connection: { application_name: name, ...parameters },
    onclose: () => {
      if (session === undefined) return;
      session.lost = true;
      session.onLost(connectionLost());
    },
  });
  try {
    // the driver forgets whoever reserves a connection that it has to open first, where it does not ask for types (array-types.ts)
    await sql`select`;
    // a query builder wants to see the options of the driver instance
    const mine = Object.assign(await sql.reserve(), { options: sql.options });
    session = { sql: mine, lost: false, onLost: () => undefined };
  } catch (error) {
    throw new DatabaseUnreachable(`${name}: no session with the database: ${String(error)}`, {
      cause: error,
    });
  }
  const { sql: reserved } = session;
  const end = async (seconds: number): Promise<void> => {
    reserved.release();
    await sql.end({ timeout: seconds });
  };
  return { session, socket, end };
}
