import { headerIn } from '@murmuration/choreography/simulation';

/** A message as a stream holds it. */
export interface StoredMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly headers: string;
  readonly body: Uint8Array;
  readonly storedAt: number;
}

/** How long a stream knows an id again. */
const REPEATS_MS = 120_000;

/** A stream of the simulation's broker. */
export class Stream {
  readonly name: string;
  readonly created: string;
  private readonly messages = new Map<number, StoredMessage>();
  private readonly known = new Map<string, { readonly sequence: number; readonly at: number }>();
  firstSequence: number;
  lastSequence: number;

  constructor(name: string, created: string, above: number) {
    this.name = name;
    this.created = created;
    this.firstSequence = above + 1;
    this.lastSequence = above;
  }

  /** Takes a message in, or knows it again. */
  store(
    subject: string,
    headers: string,
    body: Uint8Array,
  ): { readonly sequence: number; readonly isDuplicate: boolean } {
    const id = headerIn(headers, 'Nats-Msg-Id');
    const earlier = id === undefined ? undefined : this.known.get(id);
    if (earlier !== undefined && earlier.at > Date.now() - REPEATS_MS) {
      return { sequence: earlier.sequence, isDuplicate: true };
    }
    const sequence = ++this.lastSequence;
    this.messages.set(sequence, { sequence, subject, headers, body, storedAt: Date.now() });
    if (id !== undefined) this.known.set(id, { sequence, at: Date.now() });
    return { sequence, isDuplicate: false };
  }

  at(sequence: number): StoredMessage | undefined {
    return this.messages.get(sequence);
  }

  /** The first message from a place on that fits. */
  from(sequence: number, fits: (message: StoredMessage) => boolean): StoredMessage | undefined {
    for (let at = Math.max(sequence, this.firstSequence); at <= this.lastSequence; at++) {
      const message = this.messages.get(at);
      if (message !== undefined && fits(message)) return message;
    }
    return undefined;
  }

  /** Messages that are missing between others. */
  get removed(): number {
    return this.lastSequence - this.firstSequence + 1 - this.messages.size;
  }

  /** Its messages, in order. */
  get all(): readonly StoredMessage[] {
    return [...this.messages.values()].toSorted((a, b) => a.sequence - b.sequence);
  }

  /** Loses its last messages, and what it knew of them: an older copy of its files was put back. */
  rollBack(messages: number): void {
    const last = Math.max(this.firstSequence - 1, this.lastSequence - messages);
    for (let at = last + 1; at <= this.lastSequence; at++) this.messages.delete(at);
    this.lastSequence = last;
  }

  /** Loses one message, and still knows its id. */
  remove(sequence: number): void {
    this.messages.delete(sequence);
  }

  /** The server has started anew: it knows the ids of what it holds. */
  reopen(): void {
    for (const [id, { sequence }] of this.known) {
      if (!this.messages.has(sequence)) this.known.delete(id);
    }
  }
}
