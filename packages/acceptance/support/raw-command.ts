import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { type Outcome, outcomeSchema } from '@murmuration/contracts';
import type { Shop } from '@murmuration/testkit';
import { createInbox, headers } from '@nats-io/transport-node';

export interface RawAnswer {
  /** Where the command stands on its stream, as services name it. */
  readonly position: string;
  readonly outcome: Outcome;
}

const LIMIT_MS = 10_000;

/** Publishes any bytes as a command, as a careless program would, and waits for the outcome. */
export async function sendRaw(
  { connection }: Shop,
  subject: string,
  body: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const inbox = createInbox();
  const outcomes = connection.subscribe(inbox, { max: 1, timeout: LIMIT_MS });
  const all = headers();
  all.set('murmuration-reply-to', inbox);
  for (const [name, value] of Object.entries(extra)) all.set(name, value);
  const stored = await connection.request(subject, body, { headers: all, timeout: LIMIT_MS });
  const { stream, seq } = stored.json<{ stream: string; seq: number }>();
  for await (const message of outcomes) {
    const outcome = outcomeSchema.parse(message.json());
    return { position: `${stream}:${seq}`, outcome };
  }
  throw new Error(`No outcome of ${subject} came.`);
}

/** Publishes a command by hand over a socket: three lines of text, no client library, no headers. */
export async function publishByHand(shop: Shop, subject: string, body: string): Promise<void> {
  const { url, user, password } = shop.broker;
  const { hostname, port } = new URL(url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  const login = JSON.stringify({ verbose: false, user, pass: password });
  await answered(socket, /^INFO /);
  socket.write(`CONNECT ${login}\r\nPING\r\n`);
  await answered(socket, /PONG\r\n/);
  socket.write(`PUB ${subject} ${Buffer.byteLength(body)}\r\n${body}\r\nPING\r\n`);
  await answered(socket, /PONG\r\n/);
  socket.destroy();
}

async function answered(socket: Socket, expected: RegExp): Promise<void> {
  let text = '';
  while (!expected.test(text)) {
    const [chunk] = await once(socket, 'data', { signal: AbortSignal.timeout(LIMIT_MS) });
    text += String(chunk);
    if (text.includes('-ERR')) throw new Error(`the server said ${text}`);
  }
}
