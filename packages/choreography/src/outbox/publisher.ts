import {
  createInbox,
  type Msg,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import { cloudEventHeaders } from '../messaging/cloud-event.ts';
import type { OutboxRow } from './outbox-row.ts';

/** Where the broker has put a message. */
export interface Stored {
  readonly stream: string;
  readonly sequence: number;
}

interface Pending {
  readonly resolve: (stored: Stored) => void;
  readonly reject: (error: Error) => void;
  readonly sentAt: number;
}

/** Losing a stream's leader blocks acknowledgements for up to 7 s; below that we would publish twice for nothing. */
const ACK_TIMEOUT_MS = 15_000;

/** Publishes to JetStream without waiting between messages: one wildcard inbox takes all acknowledgements. */
export class Publisher {
  private readonly connection: NatsConnection;
  private readonly source: string;
  private readonly inbox = createInbox();
  private readonly pending = new Map<number, Pending>();
  private readonly encoder = new TextEncoder();
  private readonly subscription: Subscription;
  private readonly sweeper: NodeJS.Timeout;
  /** Called when the broker is back. */
  onReachable: () => void = () => undefined;
  private token = 0;
  private reachable = true;

  constructor(connection: NatsConnection, source: string) {
    this.connection = connection;
    this.source = source;
    this.subscription = connection.subscribe(`${this.inbox}.*`, {
      callback: (error, message) => {
        if (error === null) this.settle(message);
      },
    });
    this.sweeper = setInterval(() => this.expire(), 1_000);
    void this.followConnection();
  }

  /** Publishes a row. Rejects when the broker refuses it or does not acknowledge it in time. */
  publish(row: OutboxRow): Promise<Stored> {
    const token = ++this.token;
    const headers = cloudEventHeaders({
      id: row.id,
      type: row.type,
      source: this.source,
      subject: row.key,
      time: row.occurredAt.toISOString(),
      correlationId: row.correlationId,
      causationId: row.causationId,
      traceparent: row.traceparent,
    });
    return new Promise((resolve, reject) => {
      // the client would drop what it cannot send, and say so only after the time-out
      if (!this.reachable) throw new Error('the broker is out of reach');
      const reply = `${this.inbox}.${token}`;
      this.connection.publish(row.subject, this.encoder.encode(row.data), { headers, reply });
      this.pending.set(token, { resolve, reject, sentAt: Date.now() });
    });
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
    for (const { reject } of rejected) reject(error);
  }

  private settle(message: Msg): void {
    const token = Number(message.subject.slice(this.inbox.length + 1));
    const pending = this.pending.get(token);
    if (pending === undefined) return;
    this.pending.delete(token);
    const stored = readPubAck(message);
    if (stored instanceof Error) pending.reject(stored);
    else pending.resolve(stored);
  }

  private expire(): void {
    const oldest = Date.now() - ACK_TIMEOUT_MS;
    for (const [token, { sentAt, reject }] of this.pending) {
      if (sentAt > oldest) return;
      this.pending.delete(token);
      reject(new Error(`the broker did not acknowledge within ${ACK_TIMEOUT_MS} ms`));
    }
  }
}

function readPubAck(message: Msg): Stored | Error {
  if (message.headers?.code === 503)
    return new Error('no stream takes this subject, or it has no leader');
  const answer = message.json<{
    stream?: string;
    seq?: number;
    error?: { description?: string };
  }>();
  if (answer.stream === undefined || answer.seq === undefined) {
    return new Error(answer.error?.description ?? 'the broker refused the message');
  }
  return { stream: answer.stream, sequence: answer.seq };
}
