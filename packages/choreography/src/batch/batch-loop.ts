import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isTransient, mayBeOfItsOwnMaking } from '../postgres/transient.ts';

interface Options<Item> {
  readonly maxBatch: number;
  /** How long an item may wait; after that the broker has delivered it again, here or elsewhere. Bounds what waits. In milliseconds; default: for ever. */
  readonly lifetimeMs?: number;
  /** How many items may be handled now, at least one; waits until there is room. */
  readonly room?: () => Promise<number>;
  /** Handles a batch whole, or throws; what it did before it threw is harmless when done again. */
  readonly handle: (batch: readonly Item[]) => Promise<void>;
  /** A single item could not be handled, for a reason that does not lie in the infrastructure. */
  readonly onPoison: (item: Item, error: unknown) => Promise<void>;
  /** Called now and then for the items of a batch that has to wait. */
  readonly keepAlive: (item: Item) => void;
  /** Called for the items that are left when the loop stops. Another process can have them at once. */
  readonly handBack: (item: Item) => void;
  readonly log: Logger;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly since: number;
}

/** How often a failure that may lie in one item is taken for bad luck, and how often a loop tries that was told to stop. */
const QUICK_RETRIES = 3;

/**
 * Gathers items and handles them in batches, one batch at a time. A lone one is handled at once; while a batch is under way the next one gathers, so
 * batches grow with the load by themselves. It never ends by a failure: an item that cannot even be settled is left to be delivered again.
 */
export class BatchLoop<Item> {
  private readonly options: Options<Item>;
  private queue: Waiting<Item>[] = [];
  private working: Promise<void> | undefined;
  private state: 'open' | 'draining' | 'stopped' = 'open';

  constructor(options: Options<Item>) {
    this.options = options;
  }

  get waiting(): number {
    return this.queue.length;
  }

  push(item: Item): void {
    if (this.state !== 'open') return this.options.handBack(item);
    this.queue.push({ item, since: Date.now() });
    this.dropExpired();
    this.working ??= this.work();
  }

  /** Finishes the batch under way and hands the rest back. */
  async stop(): Promise<void> {
    this.state = 'stopped';
    for (const { item } of this.queue.splice(0)) this.options.handBack(item);
    await this.working;
  }

  /** Handles everything that is queued, as far as the database is there, then stops. */
  async drain(): Promise<void> {
    this.state = 'draining';
    await this.working;
    await this.stop();
  }

  private async work(): Promise<void> {
    // gives the items that came in the same packet the time to be queued
    await new Promise(setImmediate);
    while (this.queue.length > 0) {
      const room = (await this.options.room?.()) ?? this.options.maxBatch;
      await this.handleStubbornly(this.take(Math.min(room, this.options.maxBatch)));
    }
    this.working = undefined;
  }

  private take(most: number): readonly Item[] {
    this.dropExpired();
    return this.queue.splice(0, most).map(({ item }) => item);
  }

  private dropExpired(): void {
    const { lifetimeMs } = this.options;
    const oldest = this.queue[0];
    if (lifetimeMs === undefined || oldest === undefined) return;
    const expired = Date.now() - lifetimeMs;
    if (oldest.since > expired) return;
    this.queue = this.queue.filter(({ since }) => since > expired);
  }

  /** Tries a batch until it is handled: at once after a lost race, later while the database is away, in halves when some item spoils it. */
  private async handleStubbornly(batch: readonly Item[]): Promise<void> {
    for (let attempt = 1; batch.length > 0; attempt++) {
      try {
        return await this.options.handle(batch);
      } catch (error) {
        if (!isTransient(error)) return await this.split(batch, error);
        const items = batch.length;
        this.options.log.warn({ err: error, items, attempt }, 'a batch is tried again');
        if (attempt >= QUICK_RETRIES) {
          if (mayBeOfItsOwnMaking(error)) return await this.split(batch, error);
          if (this.state !== 'open') return batch.forEach(this.options.handBack);
        }
        for (const item of batch) this.options.keepAlive(item);
        await sleep(Math.min(10 * 2 ** attempt, 1_000) * (0.5 + Math.random()));
      }
    }
  }

  private async split(batch: readonly Item[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) return await this.settle(only, error);
    const items = batch.length;
    this.options.log.warn({ err: error, items }, 'a batch failed; its halves are tried');
    await this.handleStubbornly(batch.slice(0, Math.floor(items / 2)));
    await this.handleStubbornly(batch.slice(Math.floor(items / 2)));
  }

  private async settle(item: Item, error: unknown): Promise<void> {
    try {
      await this.options.onPoison(item, error);
    } catch (settling) {
      this.options.log.error(
        { err: settling, because: error },
        'a failed message could not be settled; it comes again',
      );
    }
  }
}
