import { MsgImpl } from '@nats-io/nats-core/internal';

/** A message of the client's; `headers` yields names with their values. */
interface Received {
  readonly headers?: Iterable<[string, string[]]> | undefined;
}

/**
 * The header block of a message as it came over the wire: lines of `name: value` between `\r\n`. The client's own reading makes lists of names for each
 * line and each look-up, which was a fifth of all memory that a message took; so its bytes are read here. A client that hides them is read the slow way.
 */
export function headerText(message: Received): string {
  const received = arrived(message);
  if (received !== undefined) {
    const { _rdata: bytes, _msg: frame } = received;
    return frame.hdr > 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, frame.hdr).toString() : '';
  }
  const lines = [...(message.headers ?? [])].map(([name, values]) => `\r\n${name}: ${values[0]}`);
  return `${lines.join('')}\r\n`;
}

/** How large the header block of a message is; 0 where the client hides it. */
export const headerBytesOf = (message: Received): number =>
  Math.max(0, arrived(message)?._msg.hdr ?? 0);

/** The client's own message; one of JetStream holds it in itself. */
function arrived(message: Received): MsgImpl | undefined {
  const received: unknown = message instanceof MsgImpl ? message : Reflect.get(message, 'msg');
  return received instanceof MsgImpl ? received : undefined;
}

/** The value of a header, the first if there are several; undefined when it is absent or empty. Names are matched letter by letter. */
export function headerIn(text: string, name: string): string | undefined {
  const at = text.indexOf(`\r\n${name}:`);
  if (at === -1) return undefined;
  const start = at + name.length + 3;
  return text.slice(start, text.indexOf('\r\n', start)).trim() || undefined;
}

/** All headers of a block, the values of a repeated one in a row. A line that is none is left out: the client throws on some that its like would not write. */
export function headersIn(text: string): Readonly<Record<string, string>> {
  const all = new Map<string, string>();
  for (const line of text.split('\r\n').slice(1)) {
    const end = line.indexOf(':');
    if (end < 1) continue;
    const [name, value] = [line.slice(0, end), line.slice(end + 1).trim()];
    const earlier = all.get(name);
    all.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(all);
}
