import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as secure } from 'node:tls';
import { arrayTypes } from './array-types.ts';
import { hostIn, type Place } from './database-url.ts';
import { connectionLost } from './transient.ts';

const CONNECT_SECONDS = 5;
/** Asks a server whether it speaks TLS. (PostgreSQL's documentation, "Frontend/Backend Protocol: SSL Session Encryption".) */
const TLS_REQUEST = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

/**
 * Opens a socket to a database. The driver's own wait for more to send (Nagle's algorithm), which adds 40 ms to a transaction that is written in two packets.
 * @throws Error when the link is to be encrypted and the server cannot do that, or cannot show who it is
 */
export async function dial({ url, path, tls }: Place): Promise<Socket> {
  const host = hostIn(url);
  const at = path === undefined ? { host, port: Number(new URL(url).port || '5432') } : { path };
  const socket = connect({ ...at, noDelay: true });
  return tls === 'none' ? socket : await secured(socket, host, tls === 'verified');
}

async function secured(socket: Socket, host: string, isVerified: boolean): Promise<Socket> {
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  const signal = AbortSignal.any([closed.signal, AbortSignal.timeout(CONNECT_SECONDS * 1_000)]);
  try {
    socket.write(TLS_REQUEST);
    const [answer] = await once(socket, 'data', { signal });
    if (String(answer) === 'N') throw new Error(`the database at ${host} does not speak TLS`);
    // it could not even say that; or somebody on the way says more than a server would before the link is encrypted
    if (String(answer) !== 'S') throw connectionLost();
    const encrypted = secure({
      socket,
      host,
      rejectUnauthorized: isVerified,
      ...(isIP(host) === 0 && { servername: host }),
    });
    await once(encrypted, 'secureConnect', { signal });
    return encrypted;
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? connectionLost() : error;
  }
}

/** What all connections share. */
export const driverOptions = {
  onnotice: () => undefined,
  idle_timeout: 0,
  max_lifetime: null,
  connect_timeout: CONNECT_SECONDS,
  fetch_types: false,
  // a link is encrypted before the driver gets it
  ssl: false,
  types: {
    /** bigint columns hold counts and minor units of money, all below 2^53. */
    bigint: { to: 20, from: [20], parse: Number, serialize: String },
    ...arrayTypes,
  },
};
