import { setTimeout as sleep } from 'node:timers/promises';
import { createInbox, type Msg, type NatsConnection, nanos } from '@nats-io/transport-node';

/** What may come now: so many messages, of so many bytes together. */
export interface Room {
  readonly messages: number;
  readonly bytes: number;
}

interface Options {
  readonly connection: NatsConnection;
  readonly stream: string;
  readonly durable: string;
  /** What the names of our inboxes begin with. */
  readonly inboxPrefix: string;
  readonly room: () => Room;
  readonly onMessage: (message: Msg) => void;
  /** Throws when the broker does not tell; resolves to whether the consumer is there. */
  readonly isThere: () => Promise<boolean>;
}

/** A request that brings nothing ends after this, and is made anew; in milliseconds. */
const EXPIRES_MS = 10_000;
const HEARTBEAT_MS = 1_000;
/** Without a sign for so long a request counts as lost. */
const SILENCE_MS = 3_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
const DRAIN_LIMIT_MS = 500;

/** The consumer, or its stream, does not exist any more. */
export class ConsumerGone extends Error {
  override readonly name = 'ConsumerGone';
}

/**
 * Pulls messages from a durable consumer, one request at a time, and never asks for more than there is room for: so what is on its way is bounded in number and in bytes
 * (the client's own way of consuming is bounded in one of the two). Under load the next request follows when the one before is used up, which
 * costs a round trip in a few hundred messages.
 */
export class Pull {
  private readonly options: Options;
  private readonly inbox: string;
  private readonly subscription: ReturnType<NatsConnection['subscribe']>;
  private readonly ending = Promise.withResolvers<Error | undefined>();
  private readonly watch: NodeJS.Timeout;
  /** The request that is open, and how many messages it may still bring. */
  private request = 0;
  private left = 0;
  private heardAt = 0;
  private failures = 0;
  private isChecking = false;
  /** The next message is larger than what was asked for: it is asked for alone, whatever its size. */
  private isTooLarge = false;
  private isStopped = false;

  constructor(options: Options) {
    this.options = options;
    this.inbox = createInbox(options.inboxPrefix);
    this.subscription = options.connection.subscribe(`${this.inbox}.*`, {
      callback: (error, message) => (error === null ? this.take(message) : this.end(error)),
    });
    this.watch = setInterval(() => this.lookForLife(), HEARTBEAT_MS);
    this.ask();
  }

  /** Resolves when it pulls no more: with what ended it, or with nothing when it was stopped. */
  get ended(): Promise<Error | undefined> {
    return this.ending.promise;
  }

  /** Asks for more if there is room, and nothing is asked for yet. To be called when room may have grown. */
  ask(): void {
    if (this.left > 0 || this.isStopped || this.isChecking) return;
    const { messages, bytes } = this.options.room();
    if (messages < 1) return;
    const alone = this.isTooLarge;
    this.left = alone ? 1 : messages;
    this.heardAt = Date.now();
    this.send({ batch: this.left, ...(!alone && { max_bytes: bytes }) });
    this.isTooLarge = false;
  }

  /** The connection was lost and is there again: what was asked for is forgotten. */
  reconnected(): void {
    this.request++;
    this.left = 0;
    this.ask();
  }

  /** Asks for nothing more. What is on its way still arrives, as far as the broker answers at once. */
  async stop(): Promise<void> {
    if (this.isStopped) return;
    this.isStopped = true;
    clearInterval(this.watch);
    const patience = new AbortController();
    const limit = sleep(DRAIN_LIMIT_MS, undefined, { signal: patience.signal });
    await Promise.race([this.subscription.drain(), limit]).catch(() => undefined);
    patience.abort();
    await limit.catch(() => undefined);
    this.subscription.unsubscribe();
    this.ending.resolve(undefined);
  }

  private send(request: { readonly batch: number; readonly max_bytes?: number }): void {
    const { connection, stream, durable } = this.options;
    const limits = { expires: nanos(EXPIRES_MS), idle_heartbeat: nanos(HEARTBEAT_MS) };
    const reply = `${this.inbox}.${++this.request}`;
    try {
      connection.publish(
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
        JSON.stringify({ ...request, ...limits }),
        { reply },
      );
    } catch (error) {
      this.end(error);
    }
  }

  private take(message: Msg): void {
    this.heardAt = Date.now();
    if (message.subject.startsWith(this.inbox)) return this.hear(message);
    this.failures = 0;
    if (this.left > 0) this.left--;
    this.options.onMessage(message);
    if (this.left === 0) this.ask();
  }

  /** What the broker says about a request: it is at its end, or merely waits. */
  private hear({ subject, headers }: Msg): void {
    const code = headers?.code ?? 0;
    const isHeartbeat = code === 100;
    if (isHeartbeat || subject !== `${this.inbox}.${this.request}`) return;
    this.left = 0;
    const words = headers?.description ?? '';
    // it brought nothing more in its time, or all that it was for
    if (code === 408 || code === 404 || /batch completed/i.test(words)) return this.ask();
    if (/consumer deleted/i.test(words)) return this.end(new ConsumerGone(words));
    if (/exceeds maxbytes/i.test(words)) {
      const largest = this.options.connection.info?.max_payload ?? 0;
      this.isTooLarge = this.options.room().bytes >= largest;
      return this.ask();
    }
    void this.check();
  }

  private lookForLife(): void {
    if (this.left === 0 || Date.now() - this.heardAt < SILENCE_MS) return;
    this.left = 0;
    void this.check();
  }

  /** A request came to nothing: goes on asking when the consumer is there, later each time. */
  private async check(): Promise<void> {
    if (this.isChecking) return;
    this.isChecking = true;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.failures++, LONGEST_PAUSE_MS);
    await sleep(pauseMs * (0.5 + Math.random()));
    // a broker that does not answer has not lost the consumer
    const isThere = this.isStopped || (await this.options.isThere().catch(() => true));
    this.isChecking = false;
    if (isThere) this.ask();
    else this.end(new ConsumerGone(`consumer ${this.options.durable} does not exist any more`));
  }

  private end(reason: unknown): void {
    if (this.isStopped) return;
    this.isStopped = true;
    clearInterval(this.watch);
    this.subscription.unsubscribe();
    this.ending.resolve(reason instanceof Error ? reason : new Error(String(reason)));
  }
}
