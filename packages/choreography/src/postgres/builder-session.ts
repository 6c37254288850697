import postgres from 'postgres';
import { dial, driverOptions } from './client.ts';
import { type Connection, connectionOver } from './connection.ts';
import { readDatabaseUrl } from './database-url.ts';
import { DriverLink } from './driver-link.ts';
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
  let link: DriverLink | undefined;
  let session: BuilderSession | undefined;
  const onLost = (): void => {
    if (session === undefined) return;
    session.lost = true;
    session.onLost(connectionLost());
  };
  const place = readDatabaseUrl(url);
  const dialOnce = {
    socket: async () => {
      if (link !== undefined) throw connectionLost();
      link = new DriverLink(await dial(place), onLost);
      return link;
    },
  };
  const sql = postgres(place.url, {
    ...driverOptions,
    ...pipelined,
    ...dialOnce,
    max: 1,
    connection: { application_name: name, ...parameters },
  });
  try {
    // the driver forgets whoever reserves a connection that it has to open first, where it does not ask for types (array-types.ts)
    await sql`select`;
    // a query builder wants to see the options of the driver instance
    const mine = Object.assign(await sql.reserve(), { options: sql.options });
    if (link?.readyState !== 'open') throw connectionLost();
    session = {
      sql: mine,
      lost: false,
      onLost: () => undefined,
      query: (text, values) =>
        mine.unsafe(text, [...values], { prepare: values.length > 0 }).execute(),
    };
  } catch (error) {
    link?.destroy();
    throw new DatabaseUnreachable(`${name}: no session with the database: ${String(error)}`, {
      cause: error,
    });
  }
  const { sql: reserved } = session;
  const end = async (seconds: number): Promise<void> => {
    reserved.release();
    await sql.end({ timeout: seconds });
  };
  return { session, cut: () => link?.destroy(), end };
}
