import { isDeclined, orderNumber, orderOf } from './orders.ts';

/** How an order ended. */
const ENDS = ['confirmed', 'cancelled', 'rejected'] as const;
/** And whether its customer was written to: the last thing that happens to it. */
const TOLD = 8;

/** An order that has not ended after this is sent again, under the same id: a command is the sender's to repeat. */
const PATIENCE_MS = 15_000;
const SWEEP_MS = 1_000;

/** What the flow needs of a connection to the broker. */
export interface Wire {
  subscribe(
    subject: string,
    options: { readonly callback: (error: Error | null, message: Heard) => void },
  ): { unsubscribe(): void };
  publish(subject: string, body: Uint8Array): void;
}

interface Heard {
  readonly headers?: { get(name: string): string } | undefined;
}

/** Sends orders in a row, a bounded number of them under way, and sees each of them end and its customer written to. */
export class Flow {
  ended = 0;
  /** Orders that were sent more than once. */
  repeated = 0;
  /** What went wrong, of the first orders that went wrong. */
  readonly wrong: string[] = [];
  private readonly connection: Wire;
  private readonly orders: number;
  private readonly window: number;
  private readonly encoder = new TextEncoder();
  /** By the number of the order: 0, or 1 more than the index of its end, and `TOLD`. */
  private readonly ends: Uint8Array;
  private readonly sentAt = new Map<number, number>();
  private readonly done = Promise.withResolvers<void>();
  private sent = 0;

  constructor(connection: Wire, orders: number, window: number) {
    this.connection = connection;
    this.orders = orders;
    this.window = window;
    this.ends = new Uint8Array(orders);
  }

  /** Resolves when all orders have ended; rejects when none does for `limitMs`. */
  async run(limitMs: number): Promise<void> {
    const subscriptions = this.listen();
    let [before, movedAt] = [0, Date.now()];
    const sweeper = setInterval(() => {
      this.sendAgain();
      if (this.ended > before) [before, movedAt] = [this.ended, Date.now()];
      else if (Date.now() - movedAt > limitMs) {
        this.done.reject(new Error(`no order has ended for ${limitMs / 1_000} s`));
      }
    }, SWEEP_MS);
    try {
      this.refill();
      await this.done.promise;
    } finally {
      clearInterval(sweeper);
      for (const subscription of subscriptions) subscription.unsubscribe();
    }
  }

  private listen(): readonly ReturnType<Wire['subscribe']>[] {
    const on = (event: string, see: (order: number) => void): ReturnType<Wire['subscribe']> =>
      this.connection.subscribe(`evt.*.${event}`, {
        callback: (_, message) => {
          const order = orderNumber(message.headers?.get('ce-subject'));
          if (order !== undefined && order < this.orders) see(order);
        },
      });
    return [
      ...ENDS.map((end, index) => on(`order.${end}`, (order) => this.end(order, index + 1))),
      on('notification.sent', (order) => this.note(order, TOLD)),
      on('notification.failed', (order) => this.complain(`order ${order}: its mail failed`)),
    ];
  }

  private refill(): void {
    while (this.sent < this.orders && this.sentAt.size < this.window) this.send(this.sent++);
  }

  private send(order: number): void {
    this.sentAt.set(order, Date.now());
    const body = this.encoder.encode(JSON.stringify(orderOf(order)));
    this.connection.publish('cmd.order.place', body);
  }

  private sendAgain(): void {
    const overdue = Date.now() - PATIENCE_MS;
    for (const [order, at] of this.sentAt) {
      if (at > overdue) return;
      this.sentAt.delete(order);
      this.repeated++;
      this.send(order);
    }
  }

  private end(order: number, end: number): void {
    const name = ENDS[end - 1];
    const wanted = isDeclined(order) ? 'cancelled' : 'confirmed';
    const known = (this.ends[order] ?? 0) % TOLD;
    if (known === end) return;
    if (known !== 0) this.complain(`order ${order} ended twice, the second time ${name}`);
    else if (name !== wanted) this.complain(`order ${order} is ${name}, not ${wanted}`);
    else this.note(order, end);
  }

  private note(order: number, what: number): void {
    const before = this.ends[order] ?? 0;
    const after = before | what;
    this.ends[order] = after;
    const isDone = after > TOLD;
    if (isDone && before !== after) this.count(order);
  }

  private count(order: number): void {
    this.sentAt.delete(order);
    if (++this.ended === this.orders) this.done.resolve();
    else this.refill();
  }

  private complain(what: string): void {
    if (this.wrong.length < 20) this.wrong.push(what);
  }
}
