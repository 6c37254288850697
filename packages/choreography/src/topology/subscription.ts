import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsumerMessages, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { Delivery } from '../batch/delivery.ts';
import { JetStreamDelivery } from '../batch/jetstream-delivery.ts';
import type { Shell } from '../batch/shell.ts';
import { type ConsumerPlan, ensureConsumer } from './consumers.ts';
import { ensureStreams } from './streams.ts';

/** Unacknowledged messages of one consumer over all processes: above what a few batches hold. */
const MAX_UNACKNOWLEDGED = 10_000;

const PULL_MS = 2_000;
const DRAIN_LIMIT_MS = 500;

interface Sink {
  push(delivery: Delivery): void;
}

/** Pulls from a durable consumer for as long as the service runs. A consumer, or a stream, that vanished is made again. */
export class Subscription {
  private readonly shell: Shell;
  private readonly plan: ConsumerPlan;
  private readonly sink: Sink;
  private messages: ConsumerMessages | undefined;
  private stopping = false;
  private isConsuming = false;
  private following: Promise<void> | undefined;

  constructor(shell: Shell, plan: ConsumerPlan, sink: Sink) {
    this.shell = shell;
    this.plan = plan;
    this.sink = sink;
  }

  /** Resolves when messages can come; throws when the consumer cannot be made. */
  async start(): Promise<void> {
    await this.consume();
    this.following = this.follow();
  }

  /** Whether messages can come at the moment. */
  get isPulling(): boolean {
    return this.isConsuming;
  }

  /** Pulls no more. What is on its way still arrives, as far as the broker answers at once; it is handed back by whoever takes it. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.messages !== undefined) await stopGently(this.messages);
    await this.following;
  }

  private async follow(): Promise<void> {
    while (!this.stopping) {
      const ended: unknown = await this.messages?.closed();
      this.isConsuming = false;
      if (this.stopping) return;
      this.shell.log.warn(
        { err: ended instanceof Error ? ended : undefined, consumer: this.plan.durable },
        'the consumer went away; it is made again',
      );
      await this.resume();
    }
  }

  private async resume(): Promise<void> {
    for (let attempt = 1; !this.stopping; attempt++) {
      try {
        await ensureStreams(
          await jetstreamManager(this.shell.broker, { checkAPI: false }),
          this.shell.settings,
        );
        return await this.consume();
      } catch (error) {
        this.shell.log.warn(
          { err: error, consumer: this.plan.durable },
          'the consumer cannot be made yet',
        );
        await sleep(Math.min(100 * 2 ** attempt, 2_000));
      }
    }
  }

  private async consume(): Promise<void> {
    const { broker, settings } = this.shell;
    const manager = await jetstreamManager(broker, { checkAPI: false });
    await ensureConsumer(manager, this.plan, {
      ackWaitSeconds: settings.ACK_WAIT_SECONDS,
      maxUnacknowledged: MAX_UNACKNOWLEDGED,
    });
    const consumer = await jetstream(broker).consumers.get(this.plan.stream, this.plan.durable);
    this.messages = await consumer.consume({
      max_messages: settings.BATCH_SIZE * 2,
      // after a restart of the broker the client looks for its consumer once in this time
      expires: PULL_MS,
      abort_on_missing_resource: true,
      callback: (message) => {
        this.shell.telemetry?.consumed(this.plan.durable, message.subject);
        this.sink.push(new JetStreamDelivery(message));
      },
    });
    this.isConsuming = true;
  }
}

/**
 * The client's own `close` lets go of its subscription at once: messages on their way are dropped, and come again only after the acknowledgement time. So the
 * subscription beneath is drained first, which the client's types do not show.
 */
async function stopGently(messages: ConsumerMessages): Promise<void> {
  const beneath: unknown = Reflect.get(messages, 'sub');
  const drain: unknown =
    typeof beneath === 'object' && beneath !== null ? Reflect.get(beneath, 'drain') : undefined;
  if (typeof drain === 'function') {
    const patience = new AbortController();
    const drained = Promise.resolve(Reflect.apply(drain, beneath, [])).catch(() => undefined);
    await Promise.race([
      drained,
      sleep(DRAIN_LIMIT_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
  }
  await messages.close();
}
