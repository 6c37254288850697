import { type Msg, nanos } from '@nats-io/transport-node';
import { headerBytesOf, headerIn, headersIn, headerText } from '../messaging/message-headers.ts';
import type { Delivery } from './delivery.ts';

const ACK = Uint8Array.from(Buffer.from('+ACK'));
const NAK = Uint8Array.from(Buffer.from('-NAK'));
const PROGRESS = Uint8Array.from(Buffer.from('+WPI'));

/** A message of the client's, as far as it is needed. */
type Arrived = Pick<Msg, 'subject' | 'data' | 'reply'> & {
  readonly headers?: Iterable<[string, string[]]> | undefined;
  respond(words: Uint8Array): boolean;
};

/** Where the parts stand in the subject of an acknowledgement, from its end; a newer broker adds parts at the front, and a random one at the end. */
const SHORT = { stream: 2, delivered: 4, sequence: 5 } as const;
const LONG = { stream: 4, delivered: 6, sequence: 7 } as const;
const SHORT_PARTS = 9;

/** What is known of the server at the other end of a connection; undefined while there is none. */
export interface ServerAt {
  readonly info?: { readonly server_id: string } | undefined;
}

/**
 * A JetStream message. Reads its envelope only when asked: most of it is never needed.
 *
 * An answer names a place of a stream and nothing else. When the broker has come back with an older state of its files, another message may stand in that place, and would be let
 * go unseen: so only the very process of the broker that delivered a message is answered. Each start of a server has an id of its own.
 */
export class JetStreamDelivery implements Delivery {
  private readonly message: Arrived;
  private readonly connection: ServerAt;
  private readonly server: string | undefined;
  private text: string | undefined;
  private isAnswered = false;

  constructor(message: Arrived, connection: ServerAt) {
    this.message = message;
    this.connection = connection;
    this.server = connection.info?.server_id;
  }

  get subject(): string {
    return this.message.subject;
  }

  get body(): Uint8Array {
    return this.message.data;
  }

  get headerBytes(): number {
    return headerBytesOf(this.message);
  }

  get attempt(): number {
    return Number(this.parts().delivered);
  }

  get position(): string {
    const { stream, sequence } = this.parts();
    return `${stream}:${sequence}`;
  }

  header(name: string): string | undefined {
    return headerIn(this.block(), name);
  }

  headers(): Readonly<Record<string, string>> {
    return headersIn(this.block());
  }

  private block(): string {
    this.text ??= headerText(this.message);
    return this.text;
  }

  acknowledge(): void {
    this.answer(ACK);
  }

  giveUp(reason: string): void {
    this.answer(Buffer.from(`+TERM ${reason}`));
  }

  retryAfter(milliseconds: number): void {
    const delay = milliseconds > 0 ? nanos(Math.round(milliseconds)) : 0;
    this.answer(delay > 0 ? Buffer.from(`-NAK ${JSON.stringify({ delay })}`) : NAK);
  }

  keepAlive(): void {
    if (!this.isAnswered) this.send(PROGRESS);
  }

  private answer(words: Uint8Array): void {
    if (this.isAnswered) return;
    this.isAnswered = true;
    this.send(words);
  }

  /** The client throws on a connection that is closed. To the broker that is the same as an answer that got lost: the message comes again. */
  private send(words: Uint8Array): void {
    if (this.connection.info?.server_id !== this.server) return;
    try {
      this.message.respond(words);
    } catch {
      // delivered again after the acknowledgement time
    }
  }

  private parts(): { stream: string; delivered: string; sequence: string } {
    const parts = (this.message.reply ?? '').split('.');
    const at = parts.length === SHORT_PARTS ? SHORT : LONG;
    const [stream = '', delivered = '', sequence = ''] = [at.stream, at.delivered, at.sequence].map(
      (place) => parts[place],
    );
    return { stream, delivered, sequence };
  }
}
