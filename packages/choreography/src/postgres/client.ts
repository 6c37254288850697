import { connect, type Socket } from 'node:net';
import postgres from 'postgres';
import { arrayTypes } from './array-types.ts';
import { readDatabaseUrl } from './database-url.ts';

/** Where the driver wants to connect to. */
export interface Target {
  readonly host: string[];
  readonly port: number[];
  readonly path?: string | false;
}

/** The driver opens sockets that wait for more to send (Nagle's algorithm), which adds 40 ms to a transaction that is written in two packets. */
export function dial({ host, port, path }: Target): Socket {
  const at = typeof path === 'string' ? { path } : { host: host[0], port: port[0] ?? 5432 };
  return connect({ ...at, noDelay: true });
}

/** What all connections share. */
export const driverOptions = {
  socket: dial,
  onnotice: () => undefined,
  idle_timeout: 0,
  max_lifetime: null,
  connect_timeout: 5,
  backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  fetch_types: false,
  types: {
    /** bigint columns hold counts and minor units of money, all below 2^53. */
    bigint: { to: 20, from: [20], parse: Number, serialize: String },
    ...arrayTypes,
  },
};

/** Above the longest statement: a link on which nothing has come for so long is given up, or was not needed. In milliseconds. */
const SILENCE_MS = 25_000;

function dialImpatiently(target: Target): Socket {
  const socket = dial(target);
  return socket.setTimeout(SILENCE_MS, () => socket.destroy());
}

const impatient = { socket: dialImpatiently };

/** Opens a small pool for statements that stand alone. A statement on a half-open link fails after 25 seconds; connections that nobody uses are closed after as long. */
export function openPool(url: string, name: string, max: number): postgres.Sql {
  const { url: address, tls: _, ...place } = readDatabaseUrl(url);
  return postgres(address, {
    ...driverOptions,
    ...place,
    ...impatient,
    max,
    connection: { application_name: name },
  });
}
