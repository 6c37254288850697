import { EVENTS } from '@murmuration/choreography';
import {
  type ConsumerMessages,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { atMost } from './at-most.ts';
import type { OrderHub } from './order-hub.ts';

/** How often the stream is looked at: whether it is there, and still the one that is being read. In milliseconds. */
const LOOK_EVERY_MS = 2_000;
/** How long a consumer is waited for that is to end, in milliseconds. */
const STOP_LIMIT_MS = 1_000;

/**
 * One filter, given as a text: with a list the consumer would be made on a subject where its name stands in the body, and who may publish there can overwrite
 * the consumers of services.
 */
const ALL_EVENTS = 'evt.>';

interface Reading {
  readonly messages: ConsumerMessages;
  /** When the stream was made: another one has another date. */
  readonly created: string;
}

/** Keeps one ordered consumer on the events of all orders and hands them to the hub, over reconnects and lost streams, until it is stopped. */
export class HubFeed {
  private readonly connection: NatsConnection;
  private readonly hub: OrderHub;
  private readonly log: Logger;
  private readonly ended = new AbortController();
  private reading: Reading | undefined;
  private trouble: string | undefined;
  private looking: Promise<void> | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(connection: NatsConnection, hub: OrderHub, log: Logger) {
    this.connection = connection;
    this.hub = hub;
    this.log = log;
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  /** Begins to read, or begins anew when the stream is another or was cut. Never rejects. */
  look(): Promise<void> {
    this.looking ??= this.check()
      .then(
        () => this.tell(undefined),
        (error: unknown) => this.tell(String(error)),
      )
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.ended.abort();
    await atMost(STOP_LIMIT_MS, this.looking ?? Promise.resolve());
    await this.leave();
  }

  /** Says once what is wrong, and once that it is over: the next look is soon. */
  private tell(trouble: string | undefined): void {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    if (trouble === undefined) this.log.info('the stream of events is read');
    else this.log.warn({ trouble }, 'the stream of events cannot be read');
  }

  private async check(): Promise<void> {
    if (this.ended.signal.aborted) return;
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    // before the stream is asked: meanwhile more may come
    const position = this.hub.position;
    const { created, state } = await manager.streams.info(EVENTS);
    const isSame = this.reading?.created === created;
    if (isSame && position !== undefined && position <= state.last_seq) return;
    await this.leave();
    if (!this.ended.signal.aborted) await this.begin(created, state.last_seq);
  }

  private async begin(created: string, last: number): Promise<void> {
    const consumer = await jetstream(this.connection).consumers.get(EVENTS, {
      filter_subjects: ALL_EVENTS,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: last + 1,
    });
    const messages = await consumer.consume();
    this.reading = { messages, created };
    this.hub.open(last);
    void this.read(messages);
  }

  private async read(messages: ConsumerMessages): Promise<void> {
    try {
      for await (const message of messages) this.hub.hand(message);
    } catch (error) {
      this.log.warn({ err: error }, 'reading the stream of events ended');
    }
    if (this.reading?.messages === messages) this.reading = undefined;
  }

  private async leave(): Promise<void> {
    const { reading } = this;
    this.reading = undefined;
    if (this.hub.position !== undefined) this.hub.lose();
    // the client waits for a broker that may be gone
    if (reading !== undefined) await atMost(STOP_LIMIT_MS, reading.messages.close());
  }
}
