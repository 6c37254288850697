import { setTimeout as sleep } from 'node:timers/promises';
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { Delivery } from '../batch/delivery.ts';
import { JetStreamDelivery } from '../batch/jetstream-delivery.ts';
import type { ConnectedShell } from '../batch/shell.ts';
import { serviceInbox } from '../messaging/subjects.ts';
import { type ConsumerPlan, ensureConsumer, isAhead, restoreFilters } from './consumers.ts';
import { inTime } from './in-time.ts';
import { Pull, type Room } from './pull.ts';
import { ensureStreams, REMOVAL_MS } from './streams.ts';

/** Unacknowledged messages of one consumer over all processes: above what a few batches hold. */
const MAX_UNACKNOWLEDGED = 10_000;

const NOT_FOUND = 404;

/** Where deliveries go. */
export interface Sink {
  push(delivery: Delivery): void;
  /** How much more it takes. */
  readonly room: Room;
  /** Takes nothing at all for a while: what it stands on is away. */
  readonly isClosed: boolean;
  /** Called when there may be more room, or it was closed or opened. */
  onRoom: () => void;
}

/**
 * Pulls from a durable consumer for as long as the service runs, as much as there is room for, and not at all while the sink is closed. A consumer, or a stream, that
 * vanished is made again.
 */
export class Subscription {
  private readonly shell: ConnectedShell;
  private readonly plan: ConsumerPlan;
  private readonly sink: Sink;
  private pull: Pull | undefined;
  private stopping = false;
  private isConsuming = false;
  private following: Promise<void> | undefined;
  private reopened = Promise.withResolvers<void>();
  private placeChecks: NodeJS.Timeout | undefined;

  constructor(shell: ConnectedShell, plan: ConsumerPlan, sink: Sink) {
    this.shell = shell;
    this.plan = plan;
    this.sink = sink;
    sink.onRoom = () => this.adjust();
  }

  /** Resolves when messages can come; throws when the consumer cannot be made. */
  async start(): Promise<void> {
    await inTime(() => this.consume());
    this.following = this.follow();
    void this.followConnection();
    const everyMs = this.shell.settings.BROKER_CHECK_SECONDS * 1_000;
    this.placeChecks = setInterval(() => void this.checkPlace(), everyMs);
    await this.checkPlace();
  }

  /** Whether messages can come at the moment, as far as the broker goes. */
  get isPulling(): boolean {
    return this.isConsuming;
  }

  /** Pulls no more. What is on its way still arrives, as far as the broker answers at once; it is handed back by whoever takes it. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.placeChecks);
    this.reopened.resolve();
    await this.pull?.stop();
    await this.following;
  }

  private adjust(): void {
    if (this.sink.isClosed) void this.pull?.stop();
    else {
      this.reopened.resolve();
      this.pull?.ask();
    }
  }

  private async followConnection(): Promise<void> {
    for await (const { type } of this.shell.broker.status()) {
      if (this.stopping) return;
      if (type !== 'reconnect') continue;
      this.pull?.reconnected();
      void this.checkPlace();
    }
  }

  /** Removes a consumer that is ahead of its stream; it is made again like one that vanished. One that has lost filters gets them back. */
  private async checkPlace(): Promise<void> {
    const { stream, durable } = this.plan;
    try {
      const manager = await jetstreamManager(this.shell.broker, { checkAPI: false });
      if (this.stopping) return;
      if (!(await isAhead(manager, this.plan))) return await restoreFilters(manager, this.plan);
      this.shell.log.error({ stream, consumer: durable }, 'the consumer is ahead of its stream');
      await manager.consumers.delete(stream, durable);
    } catch (error) {
      this.shell.log.debug({ err: error, consumer: durable }, 'its place was not compared');
    }
  }

  private async follow(): Promise<void> {
    while (!this.stopping) {
      const ended = await this.pull?.ended;
      if (this.stopping) return;
      if (ended === undefined) await this.waitUntilOpen();
      else {
        this.isConsuming = false;
        this.shell.log.warn(
          { err: ended, consumer: this.plan.durable },
          'the consumer went away; it is made again',
        );
        // perhaps with its stream, and all that was in it
        this.shell.relay.verify();
        await sleep(REMOVAL_MS);
        await this.resume();
      }
    }
  }

  /** The sink was closed; when it is open again, pulling goes on. */
  private async waitUntilOpen(): Promise<void> {
    while (this.sink.isClosed && !this.stopping) {
      this.reopened = Promise.withResolvers();
      await this.reopened.promise;
    }
    if (!this.stopping) this.open();
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
    this.open();
    this.isConsuming = true;
  }

  private open(): void {
    const { broker, plan, telemetry } = this.shell;
    const { stream, durable } = this.plan;
    this.pull = new Pull({
      connection: broker,
      stream,
      durable,
      inboxPrefix: serviceInbox(plan.name),
      room: () => this.sink.room,
      onMessage: (message) => {
        telemetry?.consumed(durable, message.subject);
        this.sink.push(new JetStreamDelivery(message, broker));
      },
      isThere: () => this.isThere(),
    });
    // it may have been closed meanwhile
    if (this.sink.isClosed) void this.pull.stop();
  }

  private async isThere(): Promise<boolean> {
    const manager = await jetstreamManager(this.shell.broker, { checkAPI: false });
    try {
      await manager.consumers.info(this.plan.stream, this.plan.durable);
      return true;
    } catch (error) {
      if (error instanceof JetStreamApiError && error.status === NOT_FOUND) return false;
      throw error;
    }
  }
}
