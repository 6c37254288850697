import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { type Outcome, outcomeSchema } from '@murmuration/contracts';
import type { Shop } from '@murmuration/testkit';
import { createInbox, headers } from '@nats-io/transport-node';

const LIMIT_MS = 20_000;
const REPLY_TO = 'murmuration-reply-to';

/** Bytes as a careless program sends them. */
export interface Raw {
  readonly subject: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Publishes what nobody should. */
export function publishRaw({ connection }: Shop, raw: Raw): void {
  connection.publish(raw.subject, raw.body, { headers: headersOf(raw) });
}

/**
 * Publishes a command and waits for its outcome.
 * @throws Error when none comes within 20 s
 */
export async function sendRaw({ connection }: Shop, raw: Raw): Promise<Outcome> {
  const inbox = createInbox();
  const outcomes = connection.subscribe(inbox, { max: 1, timeout: LIMIT_MS });
  const all = headersOf(raw);
  all.set(REPLY_TO, inbox);
  connection.publish(raw.subject, raw.body, { headers: all });
  for await (const message of outcomes) return outcomeSchema.parse(message.json());
  throw new Error(`no outcome of ${raw.subject} came`);
}

/**
 * Publishes by the bare protocol, as a client does that checks nothing; gives all that the broker said until it ended the connection or had nothing more to say.
 * (The NATS client protocol: CONNECT, PUB, PING.)
 */
export async function publishUnchecked(
  { broker: { url, user, password } }: Shop,
  subject: string,
  body: string,
): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setTimeout(LIMIT_MS, () => socket.destroy());
  // it may be cut while it still writes
  socket.on('error', () => undefined);
  const login = JSON.stringify({ verbose: false, pedantic: false, user, pass: password });
  socket.write(
    `CONNECT ${login}\r\nPUB ${subject} ${Buffer.byteLength(body)}\r\n${body}\r\nPING\r\n`,
  );
  let said = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.includes('PONG')) socket.end();
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return said;
}

/** The envelope of an event that claims to be of this type. */
export const envelope = (type: string): Readonly<Record<string, string>> => ({
  'ce-id': randomUUID(),
  'ce-type': type,
});

function headersOf({ headers: wanted = {} }: Raw) {
  const all = headers();
  for (const [name, value] of Object.entries(wanted)) all.set(name, value);
  return all;
}
