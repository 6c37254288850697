import { setTimeout as sleep } from 'node:timers/promises';
import { createInbox, headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { orderOf, priceOf, SKUS, skuOf, STOCK } from './workload.ts';

/** How many commands are stored before the driver waits for their acknowledgements. */
const WINDOW = 500;

/** Publishes commands the way a raw client does, and sees orders end. */
export class Driver {
  private readonly connection: NatsConnection;
  private readonly inbox = createInbox();
  private readonly encoder = new TextEncoder();
  private acknowledged = 0;
  private sent = 0;
  private onAcknowledged: (() => void) | undefined;

  constructor(connection: NatsConnection) {
    this.connection = connection;
    connection.subscribe(this.inbox, {
      callback: (error, message) => {
        if (error !== null || message.json<{ error?: object }>().error !== undefined) {
          throw new Error(`a command was not stored: ${error?.message ?? message.string()}`);
        }
        this.acknowledged++;
        this.onAcknowledged?.();
      },
    });
  }

  /** Fills the catalogue and the shelves, and waits until every service has taken that in. */
  async stockUp(): Promise<void> {
    for (let index = 0; index < SKUS; index++) {
      const sku = skuOf(index);
      this.send(
        'evt.00.product.created',
        { sku, name: sku, price: priceOf(index), version: 1 },
        crypto.randomUUID(),
      );
      this.send('cmd.inventory.restock', { restockId: sku, sku, quantity: STOCK });
    }
    await this.flushed();
    await this.drained();
  }

  /** Sends as fast as commands are stored; resolves to the seconds from the first command to the last order's end. */
  async saturate(run: string, orders: number): Promise<number> {
    const ended = this.ends(run, orders);
    const begun = performance.now();
    for (let order = 0; order < orders; order++) {
      this.send('cmd.order.place', orderOf(run, order));
      if (order % WINDOW === WINDOW - 1) await this.flushed();
    }
    await ended.all;
    return (performance.now() - begun) / 1_000;
  }

  /** Sends at an even rate; resolves to the milliseconds that each order took from the command to its end. */
  async trickle(run: string, rate: number, seconds: number): Promise<readonly number[]> {
    const orders = rate * seconds;
    const sentAt: number[] = [];
    const took: number[] = [];
    const ended = this.ends(run, orders, (order) =>
      took.push(performance.now() - (sentAt[order] ?? 0)),
    );
    const begun = performance.now();
    for (let order = 0; order < orders; order++) {
      const wait = begun + (order * 1_000) / rate - performance.now();
      if (wait > 0) await sleep(wait);
      sentAt[order] = performance.now();
      this.send('cmd.order.place', orderOf(run, order));
    }
    await ended.all;
    return took;
  }

  /** Waits until no consumer has anything left. */
  async drained(): Promise<void> {
    const manager = await jetstreamManager(this.connection);
    for (const stream of ['COMMANDS', 'EVENTS']) {
      for (let left = 1; left > 0;) {
        await sleep(100);
        const consumers = await manager.consumers.list(stream).next();
        left = consumers.reduce(
          (sum, consumer) => sum + consumer.num_pending + consumer.num_ack_pending,
          0,
        );
      }
    }
  }

  private ends(
    run: string,
    orders: number,
    onEnd: (order: number) => void = () => undefined,
  ): { all: Promise<void> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = orders;
    for (const event of ['confirmed', 'cancelled', 'rejected']) {
      const subscription = this.connection.subscribe(`evt.*.order.${event}`, {
        callback: (_, message) => {
          const [ofRun, order] = message.headers?.get('ce-subject').split('-') ?? [];
          if (ofRun !== run) return;
          onEnd(Number(order));
          if (--left === 0) resolve();
        },
      });
      void promise.then(() => subscription.unsubscribe());
    }
    return { all: promise };
  }

  private send(subject: string, data: object, eventId?: string): void {
    this.sent++;
    const options = {
      reply: this.inbox,
      ...(eventId !== undefined && { headers: eventHeaders(eventId) }),
    };
    this.connection.publish(subject, this.encoder.encode(JSON.stringify(data)), options);
  }

  private async flushed(): Promise<void> {
    while (this.acknowledged < this.sent) {
      await new Promise<void>((resolve) => {
        this.onAcknowledged = resolve;
      });
    }
  }
}

function eventHeaders(id: string): MsgHdrs {
  const all = headers();
  all.set('ce-id', id);
  return all;
}
