import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isOutage, isTransient, mayBeOfItsOwnMaking } from '../postgres/transient.ts';
import type { Room } from '../topology/pull.ts';
import { growingDelay } from './growing-delay.ts';
import { type Bounds, Intake } from './intake.ts';

interface Options<Item> {
  readonly maxBatch: number;
  /** How long an item may wait; after that the broker has delivered it again, here or elsewhere. Bounds what waits. In milliseconds; default: for ever. */
  readonly lifetimeMs?: number;
  /** What is held at most, as far as whoever pushes looks at `room`. Default: four batches, and no bound to their bytes. */
  readonly bounds?: Bounds;
  /** The bytes of an item. Default: none. */
  readonly sizeOf?: (item: Item) => number;
  /** How many items may be handled now, at least one; waits until there is room. */
  readonly room?: () => Promise<number>;
  /** Handles a batch whole, or throws; what it did before it threw is harmless when done again. */
  readonly handle: (batch: readonly Item[]) => Promise<void>;
  /** A single item could not be handled, for a reason that does not lie in the infrastructure. */
  readonly onPoison: (item: Item, error: unknown) => Promise<void>;
  /** Called now and then for the items of a batch that has to wait. */
  readonly keepAlive: (item: Item) => void;
  /** Called for items that are left when the loop stops, or pauses. Another process can have them at once. */
  readonly handBack: (item: Item) => void;
  /** Resolves when the database, which failed with this error, can be worked with again. Default: at once. */
  readonly recovery?: (error: unknown) => Promise<void>;
  /** Items that cannot be handed back, because what was done for them would be done again, are held through an outage. Default: false. */
  readonly holdsOn?: boolean;
  /** Whether a batch that was handled shows that all is well; else `resume` has to say so. Default: true. */
  readonly provesItself?: boolean;
  readonly log: Logger;
}

interface Waiting<Item> {
  readonly item: Item;
  readonly since: number;
  readonly bytes: number;
}

/** How often a failure that may lie in one item is taken for bad luck, and one of the database for a lost session. */
const QUICK_RETRIES = 3;
const USUAL_BATCHES = 4;
const FIRST_DELAY_MS = 20;
const LONGEST_DELAY_MS = 1_000;

/**
 * Gathers items and handles them in batches, one batch at a time. A lone one is handled at once; while a batch is under way the next one gathers, so
 * batches grow with the load by themselves. It never ends by a failure: an item that cannot even be settled is left to be delivered again.
 *
 * What it holds is bounded, and while what it stands on is away it holds nothing: it hands everything back, closes, and opens again with one item on trial.
 */
export class BatchLoop<Item> {
  /** Called when there may be more room, or the loop has closed or opened. */
  onRoom: () => void = () => undefined;
  private readonly options: Options<Item>;
  private readonly intake: Intake;
  private queue: Waiting<Item>[] = [];
  private working: Promise<void> | undefined;
  private state: 'open' | 'draining' | 'stopped' = 'open';
  private readonly stopping = new AbortController();
  private readonly ended = Promise.withResolvers<void>();
  private pausedAt = 0;
  private reason: unknown;
  /** How often in a row a pause has ended too early. */
  private pauses = 0;

  constructor(options: Options<Item>) {
    this.options = options;
    const { maxBatch, bounds } = options;
    const usual = { items: maxBatch * USUAL_BATCHES, bytes: Infinity, leastBytes: 0 };
    this.intake = new Intake(bounds ?? usual);
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** What is waiting and under way. */
  get held(): { readonly items: number; readonly bytes: number } {
    return this.intake.held;
  }

  get room(): Room {
    return this.intake.room;
  }

  /** Whether nothing is taken at all, because what the loop stands on is away. */
  get isClosed(): boolean {
    return this.intake.isClosed;
  }

  get isOnTrial(): boolean {
    return this.intake.isOnTrial;
  }

  /** Why nothing, or one item at a time, is handled, in words; undefined when all is well. */
  get problem(): string | undefined {
    if (this.pausedAt === 0 || !this.isClosed) return undefined;
    const seconds = Math.round((Date.now() - this.pausedAt) / 1_000);
    return `paused for ${seconds} s: ${String(this.reason)}`;
  }

  push(item: Item): void {
    if (this.state !== 'open' || this.isClosed) return this.options.handBack(item);
    const bytes = this.options.sizeOf?.(item) ?? 0;
    this.intake.took(bytes);
    this.queue.push({ item, since: Date.now(), bytes });
    this.dropExpired();
    this.working ??= this.work();
  }

  /**
   * Hands back what waits and takes nothing until `until` has resolved, then one item on trial. In a row of pauses without a success in between each waits longer. What is
   * under way is left to whoever handles it.
   */
  pause(reason: unknown, until: () => Promise<void>): void {
    this.reason = reason;
    if (this.isClosed || this.state !== 'open') return;
    this.close(reason);
    void this.comeBack(until);
  }

  /** The item on trial has shown that all is well. */
  resume(): void {
    if (this.pausedAt === 0 || this.isClosed) return;
    const milliseconds = Date.now() - this.pausedAt;
    this.options.log.info({ milliseconds, pauses: this.pauses }, 'goes on after a pause');
    this.pausedAt = 0;
    this.pauses = 0;
    this.intake.open();
    this.onRoom();
  }

  /** The item on trial has shown nothing: another one is tried. */
  tryAnother(): void {
    if (!this.isOnTrial) return;
    this.intake.tryOne();
    this.onRoom();
  }

  /** Finishes the batch under way and hands the rest back. */
  async stop(): Promise<void> {
    this.state = 'stopped';
    this.stopping.abort();
    this.ended.resolve();
    this.handBackQueue();
    await this.working;
  }

  /** Handles everything that is queued, as far as the database is there, then stops. */
  async drain(): Promise<void> {
    this.state = 'draining';
    this.stopping.abort();
    this.ended.resolve();
    await this.working;
    await this.stop();
  }

  private async work(): Promise<void> {
    // gives the items that came in the same packet the time to be queued
    await new Promise(setImmediate);
    while (this.queue.length > 0) {
      const room = (await this.options.room?.()) ?? this.options.maxBatch;
      const taken = this.take(Math.min(room, this.options.maxBatch));
      await this.handleStubbornly(taken.map(({ item }) => item));
      for (const { bytes } of taken) this.intake.letGo(bytes);
      // what was on trial was refused, or too old, and has shown nothing
      if (taken.length === 0 || this.options.provesItself !== false) this.tryAnother();
      this.onRoom();
    }
    this.working = undefined;
  }

  private take(most: number): readonly Waiting<Item>[] {
    this.dropExpired();
    return this.queue.splice(0, most);
  }

  private dropExpired(): void {
    const { lifetimeMs } = this.options;
    const oldest = this.queue[0];
    if (lifetimeMs === undefined || oldest === undefined) return;
    const expired = Date.now() - lifetimeMs;
    if (oldest.since > expired) return;
    for (const { since, bytes } of this.queue) if (since <= expired) this.intake.letGo(bytes);
    this.queue = this.queue.filter(({ since }) => since > expired);
  }

  private handBackQueue(): void {
    for (const { item, bytes } of this.queue.splice(0)) {
      this.intake.letGo(bytes);
      this.options.handBack(item);
    }
  }

  /** Tries a batch until it is handled: at once after a lost race, later while the database is away, in halves when some item spoils it. */
  private async handleStubbornly(batch: readonly Item[]): Promise<void> {
    if (batch.length === 0) return;
    for (let attempt = 1; ; attempt++) {
      if (this.isClosed) return batch.forEach(this.options.handBack);
      try {
        await this.options.handle(batch);
        if (this.pausedAt > 0 && this.options.provesItself !== false) this.resume();
        return;
      } catch (error) {
        if (!isTransient(error)) return await this.split(batch, error);
        const isLate = attempt >= QUICK_RETRIES || (this.isOnTrial && isOutage(error));
        if (isLate) {
          if (mayBeOfItsOwnMaking(error)) return await this.split(batch, error);
          if (this.state !== 'open') return batch.forEach(this.options.handBack);
        }
        if (!isLate || !isOutage(error)) await this.tryAgain(batch, error, attempt);
        else if (this.options.holdsOn === true) await this.outlast(error);
        else return this.giveWay(batch, error);
      }
    }
  }

  private async tryAgain(batch: readonly Item[], error: unknown, attempt: number): Promise<void> {
    const items = batch.length;
    this.options.log.warn({ err: error, items, attempt }, 'a batch is tried again');
    for (const item of batch) this.options.keepAlive(item);
    await this.rest(growingDelay(attempt - 1, FIRST_DELAY_MS, LONGEST_DELAY_MS));
  }

  /** The database is away: the batch is handed back with all that waits. */
  private giveWay(batch: readonly Item[], error: unknown): void {
    this.pause(error, async () => this.options.recovery?.(error));
    for (const item of batch) this.options.handBack(item);
  }

  /** The database is away, and the batch is held until it is back. */
  private async outlast(error: unknown): Promise<void> {
    this.note(error);
    await this.rest(growingDelay(this.pauses++, FIRST_DELAY_MS, LONGEST_DELAY_MS));
    await this.wait(async () => this.options.recovery?.(error));
  }

  private close(error: unknown): void {
    this.note(error);
    this.intake.close();
    // what is handed back must not come again on the request that is open
    this.onRoom();
    this.handBackQueue();
  }

  private note(error: unknown): void {
    this.reason = error;
    if (this.pausedAt > 0) return;
    this.pausedAt = Date.now();
    this.options.log.warn({ err: error }, 'paused until what is needed is back');
  }

  private async comeBack(until: () => Promise<void>): Promise<void> {
    await this.rest(growingDelay(this.pauses++, FIRST_DELAY_MS, LONGEST_DELAY_MS));
    await this.wait(until);
    if (this.state !== 'open') return;
    this.intake.tryOne();
    this.onRoom();
  }

  /** Waits, but not longer than until the loop is told to stop. */
  private async wait(until: () => Promise<void>): Promise<void> {
    if (this.state === 'open') await Promise.race([until(), this.ended.promise]);
  }

  private async rest(milliseconds: number): Promise<void> {
    const { signal } = this.stopping;
    await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
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
      if (isOutage(settling) && this.options.holdsOn !== true) {
        return this.giveWay([item], settling);
      }
      this.options.log.error(
        { err: settling, because: error },
        'a failed message could not be settled; it comes again',
      );
    }
  }
}
