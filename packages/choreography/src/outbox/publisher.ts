import { createInbox } from '@nats-io/transport-node';
import { reach } from '../failpoints/reach.ts';
import { cloudEventHeaders } from '../messaging/cloud-event.ts';
import type { Heard, Line } from '../messaging/line.ts';
import { sourceOf } from '../messaging/source.ts';
import { serviceInbox } from '../messaging/subjects.ts';
import type { Sending } from '../telemetry/sending.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { PlacedRow } from './outbox-row.ts';

/** Where the broker has put a message. */
export interface Stored {
  readonly stream: string;
  readonly sequence: number;
  /** The broker has dropped it as a repeat; the place is that of the first. */
  readonly isDuplicate: boolean;
}

/** Whoever hands rows over is told what became of each, once. */
export interface Sender {
  stored(row: PlacedRow, at: Stored): void;
  /** The broker refused the row, cannot be reached, or did not acknowledge in time. */
  failed(row: PlacedRow, error: unknown): void;
}

interface Pending {
  readonly row: PlacedRow;
  readonly sender: Sender;
  readonly sentAt: number;
  readonly sending: Sending | undefined;
}

/** Losing a stream's leader blocks acknowledgements for up to 7 s; below that we would publish twice for nothing. */
const ACK_TIMEOUT_MS = 15_000;

/** Publishes to JetStream without waiting between messages: one wildcard inbox takes all acknowledgements. */
export class Publisher {
  private readonly connection: Line;
  private readonly source: string;
  private readonly telemetry: Telemetry | undefined;
  private readonly inbox: string;
  private readonly pending = new Map<number, Pending>();
  private readonly subscription: ReturnType<Line['subscribe']>;
  private readonly sweeper: NodeJS.Timeout;
  /** Called when the broker is back. */
  onReachable: () => void = () => undefined;
  private token = 0;
  private reachable = true;

  constructor(connection: Line, service: string, telemetry?: Telemetry) {
    this.connection = connection;
    this.telemetry = telemetry;
    this.source = sourceOf(service);
    this.inbox = createInbox(serviceInbox(service));
    this.subscription = connection.subscribe(`${this.inbox}.*`, {
      callback: (error, message) => {
        if (error === null) this.settle(message);
      },
    });
    this.sweeper = setInterval(() => this.expire(), 1_000);
    void this.followConnection();
  }

  /** Whether there is a connection to the broker at the moment. */
  get isReachable(): boolean {
    return this.reachable;
  }

  /** Publishes a row and tells its sender later, or at once when it cannot be sent. The broker tells repeats by the row's id, or by `messageId`. */
  publish(row: PlacedRow, sender: Sender, messageId?: string): void {
    // the client would drop what it cannot send, and say so only after the time-out
    if (!this.reachable) return sender.failed(row, new Error('the broker is out of reach'));
    reach('relay.before-publish');
    const token = ++this.token;
    const sending = this.telemetry?.send(row);
    const pending: Pending = { row, sender, sentAt: performance.now(), sending };
    this.pending.set(token, pending);
    try {
      const traceparent = sending?.traceparent ?? row.traceparent;
      this.send(row, messageId, traceparent, `${this.inbox}.${token}`);
      reach('relay.after-publish');
    } catch (error) {
      this.pending.delete(token);
      fail(pending, error);
    }
  }

  private send(
    row: PlacedRow,
    messageId: string | undefined,
    traceparent: string,
    reply: string,
  ): void {
    const headers = cloudEventHeaders({
      id: row.id,
      messageId,
      type: row.type,
      source: this.source,
      subject: row.key,
      time: row.occurredAt.toISOString(),
      correlationId: row.correlationId,
      causationId: row.causationId,
      traceparent,
    });
    this.connection.publish(row.subject, Buffer.from(row.data), { headers, reply });
  }

  close(): void {
    clearInterval(this.sweeper);
    this.subscription.unsubscribe();
    this.rejectAll(new Error('the publisher was closed'));
  }

  private async followConnection(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect') {
        this.reachable = false;
        this.rejectAll(new Error('the connection to the broker was lost'));
      } else if (type === 'reconnect') {
        this.reachable = true;
        this.onReachable();
      }
    }
  }

  private rejectAll(error: Error): void {
    const rejected = [...this.pending.values()];
    this.pending.clear();
    for (const pending of rejected) fail(pending, error);
  }

  private settle(message: Heard): void {
    const token = Number(message.subject.slice(this.inbox.length + 1));
    const pending = this.pending.get(token);
    if (pending === undefined) return;
    this.pending.delete(token);
    const stored = readPubAck(message);
    if (stored instanceof Error) return fail(pending, stored);
    reach('relay.stored');
    pending.sending?.stored();
    pending.sender.stored(pending.row, stored);
  }

  private expire(): void {
    const oldest = performance.now() - ACK_TIMEOUT_MS;
    for (const [token, pending] of this.pending) {
      if (pending.sentAt > oldest) return;
      this.pending.delete(token);
      fail(pending, new Error(`the broker did not acknowledge within ${ACK_TIMEOUT_MS} ms`));
    }
  }
}

function fail({ row, sender, sending }: Pending, error: unknown): void {
  sending?.failed(error);
  sender.failed(row, error);
}

function readPubAck(message: Heard): Stored | Error {
  if (message.headers?.code === 503)
    return new Error('no stream takes this subject, or it has no leader');
  const answer = message.json<{
    stream?: string;
    seq?: number;
    duplicate?: boolean;
    error?: { description?: string };
  }>();
  // a refusal names the stream as well, and place 0
  if (answer.error !== undefined || answer.stream === undefined || !answer.seq) {
    return new Error(answer.error?.description ?? 'the broker refused the message');
  }
  return {
    stream: answer.stream,
    sequence: answer.seq,
    isDuplicate: answer.duplicate === true,
  };
}
