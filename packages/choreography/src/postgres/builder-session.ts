import type { Socket } from 'node:net';
import postgres from 'postgres';
import { dial, driverOptions, type Target } from './client.ts';
import { type Connection, connectionOver } from './connection.ts';
import { readDatabaseUrl } from './database-url.ts';
import type { Live, Session } from './session.ts';
import { connectionLost, DatabaseUnreachable } from './transient.ts';

/** A session for a query builder, on which single statements may be asked too. */
export interface BuilderSession extends Session {
  readonly sql: postgres.ReservedSql;
}

/** Above the statements of any transaction. */
const pipelined = { max_pipeline: 1_000 };

/** Opens a connection whose sessions a query builder can use. `parameters`: settings of the session. */
export function openBuilderConnection(
  url: string,
  name: string,
  parameters: Readonly<Record<string, string>>,
): Connection<BuilderSession> {
  return connectionOver(() => openSession(url, name, parameters));
}

/**
 * Opens a session on a driver instance of its own, which is thrown away with it. The driver's own way of connecting anew is not used: it would send
 * statements left over from a lost transaction, and it forgets whoever waits for a reserved connection when an attempt fails.
 */
async function openSession(
  url: string,
  name: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Live<BuilderSession>> {
  let socket: Socket | undefined;
  let session: BuilderSession | undefined;
  const dialOnce = {
    socket: (target: Target) => {
      if (socket !== undefined) throw connectionLost();
      socket = dial(target);
      return socket;
    },
  };
  const { url: address, tls: _, ...place } = readDatabaseUrl(url);
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
    session = {
      sql: mine,
      lost: false,
      onLost: () => undefined,
      query: (text, values) =>
        mine.unsafe(text, [...values], { prepare: values.length > 0 }).execute(),
    };
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
  return { session, cut: () => socket?.destroy(), end };
}
