import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isTransient } from '../postgres/client.ts';

interface Options<Item> {
  readonly maxBatch: number;
  /** Handles a batch whole, or throws and has done nothing. */
  readonly handle: (batch: readonly Item[]) => Promise<void>;
  /** A single item could not be handled, for a reason that does not lie in the infrastructure. */
  readonly onPoison: (item: Item, error: unknown) => Promise<void>;
  /** Called now and then for the items of a batch that has to wait. */
  readonly keepAlive: (item: Item) => void;
  readonly log: Logger;
}

/** How often a transaction that lost a race is tried again at once, before its messages are tried one by one. */
const QUICK_RETRIES = 3;

/**
 * Gathers items and handles them in batches, one batch at a time. A lone one is handled at once; while a batch is under way the next one gathers, so
 * batches grow with the load by themselves.
 */
export class BatchLoop<Item> {
  private readonly options: Options<Item>;
  private queue: Item[] = [];
  private working: Promise<void> | undefined;
  private stopping = false;

  constructor(options: Options<Item>) {
    this.options = options;
  }

  get waiting(): number {
    return this.queue.length;
  }

  push(item: Item): void {
    if (this.stopping) return;
    this.queue.push(item);
    this.working ??= this.work();
  }

  /** Finishes the batch under way; the broker delivers the rest again, to us or to another process. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.queue = [];
    await this.working;
  }

  /** Handles everything that is queued, then stops. */
  async drain(): Promise<void> {
    await this.working;
    await this.stop();
  }

  private async work(): Promise<void> {
    // gives the items that came in the same packet the time to be queued
    await new Promise(setImmediate);
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, this.options.maxBatch);
      await this.handleStubbornly(batch);
    }
    this.working = undefined;
  }

  /** Tries a batch until it is handled: at once after a lost race, later while the database is away, one by one when some message spoils it. */
  private async handleStubbornly(batch: readonly Item[]): Promise<void> {
    for (let attempt = 1; !this.stopping || attempt === 1; attempt++) {
      try {
        return await this.options.handle(batch);
      } catch (error) {
        if (!isTransient(error)) return await this.split(batch, error);
        this.options.log.warn(
          { err: error, messages: batch.length, attempt },
          'a batch was rolled back and is tried again',
        );
        if (attempt >= QUICK_RETRIES && isLostRace(error)) return await this.split(batch, error);
        for (const item of batch) this.options.keepAlive(item);
        await sleep(Math.min(10 * 2 ** attempt, 1_000) * (0.5 + Math.random()));
      }
    }
  }

  private async split(batch: readonly Item[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only !== undefined) return await this.options.onPoison(only, error);
    this.options.log.warn(
      { err: error, messages: batch.length },
      'a batch failed; its messages are tried one by one',
    );
    for (const item of batch) await this.handleStubbornly([item]);
  }
}

/** A unique violation that keeps coming back is not a race. */
const isLostRace = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && Reflect.get(error, 'code') === '23505';
