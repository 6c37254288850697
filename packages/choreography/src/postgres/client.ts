import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { arrayTypes } from './array-types.ts';
import type { Place } from './database-url.ts';

/** Where the driver wants to connect to. */
export interface Target {
  readonly host: string[];
  readonly port: number[];
  readonly path?: string | false;
}

const CONNECT_SECONDS = 5;
/** Asks a server whether it speaks TLS. (PostgreSQL's documentation, "Frontend/Backend Protocol: SSL Session Encryption".) */
const TLS_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

/**
 * Opens a socket. The driver's own wait for more to send (Nagle's algorithm), which adds 40 ms to a transaction that is written in two packets.
 * @throws Error when the link is to be encrypted and the server cannot do that, or cannot show who it is
 */
export async function dial({ host, port, path }: Target, tls: Place['tls']): Promise<Socket> {
  const [name = 'localhost'] = host;
  const at = typeof path === 'string' ? { path } : { host: name, port: port[0] ?? 5432 };
  const socket = connect({ ...at, noDelay: true });
  if (tls === 'none') return socket;
  const signal = AbortSignal.timeout(CONNECT_SECONDS * 1_000);
  try {
    socket.write(TLS_REQUEST);
    const [answer] = await once(socket, 'data', { signal });
    if (String(answer) !== 'S') throw new Error(`the database at ${name} does not speak TLS`);
    const secured = secure({
      socket,
      host: name,
      rejectUnauthorized: tls === 'verified',
      ...(isIP(name) === 0 && { servername: name }),
    });
    await once(secured, 'secureConnect', { signal });
    return secured;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** What all connections share. */
export const driverOptions = {
  onnotice: () => undefined,
  idle_timeout: 0,
  max_lifetime: null,
  connect_timeout: CONNECT_SECONDS,
  backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  fetch_types: false,
  types: {
    /** bigint columns hold counts and minor units of money, all below 2^53. */
    bigint: { to: 20, from: [20], parse: Number, serialize: String },
    ...arrayTypes,
  },
};
