import { connect, type Socket } from 'node:net';

/** A TCP connection that speaks HTTP as badly as it likes. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that was answered, once the other side has closed. */
  readonly closed: Promise<string>;
}

export async function rawConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  // what we still write after the other side has closed
  socket.on('error', () => undefined);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  return { socket, closed };
}

/** Writes a text and then the same few bytes again and again, until the connection is closed. */
export function trickle(socket: Socket, text: string, again: string): void {
  socket.write(text);
  const timer = setInterval(() => socket.write(again), 20);
  socket.once('close', () => clearInterval(timer));
}
