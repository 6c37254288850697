import type { Logger } from 'pino';
import { LaneHoles } from './lane-holes.ts';
import { LaneLease } from './lane-lease.ts';
import { LanePosition } from './lane-position.ts';
import type { LaneStore } from './lane-store.ts';
import type { PlacedRow } from './outbox-row.ts';
import type { Publisher, Sender } from './publisher.ts';

const CLAIM_LIMIT = 1_000;
/** Rows in flight at most; what is handed over beyond that is read from the outbox again later, so memory stays bounded. */
const WINDOW = 4_000;
const POLL_MS = 1_000;
const RECORD_MS = 100;
const RETRY_MS = 250;
const MOST_RETRY_MS = 5_000;
const FINISH_MS = 5_000;
/** How long rows from memory wait for what is missing below them. It is mostly another batch of this process, between its statements and its commit. */
const HOLE_PATIENCE_MS = 25;

/**
 * Relays one lane of the outbox to the broker.
 * L1: only the holder of the lease publishes; it stops before the lease can have run out. L2: rows are published in the order of
 * their positions; a row that was just committed here is published from memory only when nothing below it is missing, and a failure makes all wait. L3: a position is settled
 * only after the broker's acknowledgement, or when its transaction is known to have been rolled back. L4: what is settled is recorded late and in bulk: after a
 * crash some rows are published twice, which the broker's and the reactions' memory of ids makes harmless.
 */
export class LaneRelay implements Sender {
  private readonly lane: number;
  private readonly store: LaneStore;
  private readonly publisher: Publisher;
  private readonly log: Logger;
  private readonly lease: LaneLease;
  private position = LanePosition.parse('{}');
  private readonly inFlight = new Set<number>();
  /** Rows that were handed over while something below them was missing. */
  private readonly held = new Map<number, PlacedRow>();
  private patience: NodeJS.Timeout | undefined;
  private readonly holes: LaneHoles;
  private claimedAt = 0;
  private wanted = true;
  private failures = 0;
  private pause: NodeJS.Timeout | undefined;
  private wakeUp: (() => void) | undefined;
  private isIdle = false;
  private stopping = false;
  private readonly running: Promise<void>;

  constructor(lane: number, owner: string, store: LaneStore, publisher: Publisher, log: Logger) {
    this.lane = lane;
    this.store = store;
    this.publisher = publisher;
    this.log = log.child({ lane });
    this.lease = new LaneLease(lane, owner, store, this.log);
    this.holes = new LaneHoles(store);
    this.running = this.run();
  }

  /** Whether rows that are handed over here are published at once. */
  get owns(): boolean {
    return this.lease.isTrusted;
  }

  /** Whether publishing has failed, and is tried again later. */
  get isHeldUp(): boolean {
    return this.pause !== undefined;
  }

  /** Takes rows that this process has just committed, in the order of their positions. */
  handOver(rows: readonly PlacedRow[]): void {
    if (!this.owns || this.stopping) return;
    for (const row of rows) this.position.see(row.seq);
    const fresh = rows.filter((row) => !this.isKnown(row.seq));
    const isFull = this.inFlight.size + this.held.size + fresh.length > WINDOW;
    if (this.pause !== undefined || isFull) return this.wake();
    for (const row of fresh) this.held.set(row.seq, row);
    this.publishHeld();
    if (this.held.size > 0) this.lookSoon();
    else if (this.isIdle) this.wakeUp?.();
  }

  /** What is missing may be of the same key as a row above it: so that waits until the hole is filled, or the outbox is read in order. */
  private publishHeld(): void {
    const known = (seq: number): boolean => this.inFlight.has(seq) || this.held.has(seq);
    const [hole = Infinity] = this.position.holes(known).take(1);
    for (const row of [...this.held.values()].toSorted((a, b) => a.seq - b.seq)) {
      if (row.seq > hole) return;
      this.held.delete(row.seq);
      this.publish(row);
    }
  }

  private lookSoon(): void {
    this.patience ??= setTimeout(() => {
      this.patience = undefined;
      if (this.held.size > 0) this.wake();
    }, HOLE_PATIENCE_MS);
  }

  /** Looks for unpublished rows soon. */
  wake(): void {
    this.wanted = true;
    if (this.stopping || (this.owns && this.pause === undefined)) this.wakeUp?.();
  }

  /** Ends a pause after failures: what made them is over, or may be. */
  resume(): void {
    if (this.pause === undefined) return;
    clearTimeout(this.pause);
    this.pause = undefined;
    this.wake();
  }

  /** Publishes what is left, as far as the broker answers within a few seconds, records it and gives the lane up. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    this.resume();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.turn();
      } catch (error) {
        this.log.warn({ err: error }, 'the relay could not reach the outbox; it tries again');
        await this.sleep(POLL_MS);
      }
    }
    await this.finish();
  }

  private async turn(): Promise<void> {
    if (!this.owns) {
      await this.acquire();
      if (!this.owns) return await this.sleep(POLL_MS);
    }
    if (Date.now() - this.claimedAt > POLL_MS) this.wanted = true;
    const isFull = this.inFlight.size >= WINDOW / 2;
    const isDue = this.wanted && this.pause === undefined;
    if (isDue && !isFull) await this.claim();
    await this.lease.keep(this.position.toString());
    if (this.inFlight.size >= WINDOW / 2) await this.sleep(5);
    else if (!this.wanted || this.pause !== undefined) await this.rest();
  }

  /** Waits until there may be something to record, or to look for. */
  private async rest(): Promise<void> {
    this.isIdle = !this.isUnrecorded();
    await this.sleep(this.isIdle ? POLL_MS : RECORD_MS);
    this.isIdle = false;
  }

  private async acquire(): Promise<void> {
    const settled = await this.lease.take();
    if (settled === undefined) return;
    this.position = LanePosition.parse(settled);
    this.holes.clear();
    this.wanted = true;
  }

  private async claim(): Promise<void> {
    this.wanted = false;
    this.claimedAt = Date.now();
    // they are read again, in order with what was missing
    this.held.clear();
    const inHand = this.position.copy();
    for (const seq of this.inFlight) inHand.settle(seq);
    const { rows, oldestOpen } = await this.store.claim(this.lane, inHand, CLAIM_LIMIT);
    if (!this.owns) return;
    const read = new Set<number>();
    for (const row of rows) {
      read.add(row.seq);
      this.position.see(row.seq);
      this.holes.filled(row.seq);
      if (!this.isKnown(row.seq)) this.publish(row);
    }
    const isCut = rows.length === CLAIM_LIMIT;
    if (isCut) this.wanted = true;
    const end = isCut ? (rows.at(-1)?.seq ?? 0) : Infinity;
    const missing = this.position
      .holes((seq) => this.inFlight.has(seq) || read.has(seq) || this.held.has(seq))
      .filter((seq) => seq <= end);
    for (const seq of await this.holes.judge([...missing], oldestOpen)) this.position.settle(seq);
    this.publishHeld();
  }

  private publish(row: PlacedRow): void {
    this.inFlight.add(row.seq);
    this.publisher.publish(row, this);
  }

  stored({ seq }: PlacedRow): void {
    this.inFlight.delete(seq);
    this.position.settle(seq);
    this.failures = 0;
  }

  failed(row: PlacedRow, error: unknown): void {
    this.inFlight.delete(row.seq);
    this.postpone(row, error);
  }

  /** Lets everything wait after a failure, longer each time, and says so once: what follows fails for the same reason, or would overtake. */
  private postpone(row: PlacedRow, error: unknown): void {
    this.wanted = true;
    if (this.pause !== undefined || !this.owns) return;
    const delayMs = Math.min(RETRY_MS * 2 ** Math.min(this.failures++, 10), MOST_RETRY_MS);
    this.log.warn(
      { err: error, eventId: row.id, subject: row.subject, delayMs },
      'publishing failed; unpublished rows are published again',
    );
    this.pause = setTimeout(() => this.resume(), delayMs);
  }

  private async finish(): Promise<void> {
    const until = Date.now() + FINISH_MS;
    try {
      do {
        this.resume();
        if (this.owns) await this.claim();
        while (this.inFlight.size > 0 && Date.now() < until) await this.sleep(20);
      } while (this.owns && this.wanted && this.pause === undefined && Date.now() < until);
      await this.lease.giveUp(this.position.toString());
    } catch (error) {
      this.log.warn({ err: error }, 'the lane was not given up in order; its lease will run out');
    }
  }

  private isKnown(seq: number): boolean {
    return this.inFlight.has(seq) || this.position.isSettled(seq);
  }

  private isUnrecorded(): boolean {
    return this.inFlight.size > 0 || this.lease.isNews(this.position.toString());
  }

  /** Waits, but not longer than until the next wake-up. */
  private async sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }
}
