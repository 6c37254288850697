import type { Logger } from 'pino';
import { LanePosition } from './lane-position.ts';
import { LEASE_SECONDS, type Lease, type LaneStore } from './lane-store.ts';
import type { PlacedRow } from './outbox-row.ts';
import type { Publisher } from './publisher.ts';

const CLAIM_LIMIT = 1_000;
/** Rows in flight at most; what is handed over beyond that is read from the outbox again later, so memory stays bounded. */
const WINDOW = 4_000;
const POLL_MS = 1_000;
const RECORD_MS = 100;
const RETRY_MS = 250;

/**
 * Relays one lane of the outbox to the broker.
 * L1: only the holder of the lease publishes; it stops before the lease can have run out. L2: rows are published in the order of
 * their positions; a row that was just committed here is published from memory only when nothing below it is missing. L3: a position is settled only
 * after the broker's acknowledgement, or when its transaction is known to have been rolled back. L4: what is settled is recorded late and in bulk: after a
 * crash some rows are published twice, which the broker's and the reactions' memory of ids makes harmless.
 */
export class LaneRelay {
  private readonly lane: number;
  private readonly owner: string;
  private readonly store: LaneStore;
  private readonly publisher: Publisher;
  private readonly log: Logger;
  private lease: Lease | undefined;
  private leasedUntil = 0;
  private position = LanePosition.parse('{}');
  private readonly inFlight = new Set<number>();
  /** Holes by position: the transaction id that must have ended before a hole is known to stay one. */
  private readonly suspects = new Map<number, bigint>();
  private recorded = '{}';
  private recordedAt = 0;
  private claimedAt = 0;
  private wanted = true;
  private wakeUp: (() => void) | undefined;
  private stopping = false;
  private readonly running: Promise<void>;

  constructor(lane: number, owner: string, store: LaneStore, publisher: Publisher, log: Logger) {
    this.lane = lane;
    this.owner = owner;
    this.store = store;
    this.publisher = publisher;
    this.log = log.child({ lane });
    this.running = this.run();
  }

  /** Whether rows that are handed over here are published at once. */
  get owns(): boolean {
    return this.lease !== undefined && Date.now() < this.leasedUntil;
  }

  /** Takes rows that this process has just committed, in the order of their positions. */
  handOver(rows: readonly PlacedRow[]): void {
    if (!this.owns || this.stopping) return;
    for (const row of rows) this.position.see(row.seq);
    const fresh = rows.filter((row) => !this.isKnown(row.seq));
    if (this.inFlight.size + fresh.length > WINDOW) return this.wake();
    const first = fresh[0];
    if (first === undefined) return;
    const arriving = new Set(fresh.map((row) => row.seq));
    const hole = this.position.holes((seq) => this.inFlight.has(seq) || arriving.has(seq))[0];
    // a row below ours is missing: it may be of the same key, so the outbox is read in order instead
    if (hole !== undefined && hole < first.seq) return this.wake();
    for (const row of fresh) this.publish(row);
  }

  /** Looks for unpublished rows now. */
  wake(): void {
    this.wanted = true;
    this.wakeUp?.();
  }

  /** Publishes what is left, as far as the broker answers within a few seconds, records it and gives the lane up. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.turn();
      } catch (error) {
        this.log.warn({ err: error }, 'the relay could not reach the outbox; it tries again');
        await this.sleep(RETRY_MS * 4);
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
    if (this.wanted && this.inFlight.size < WINDOW / 2) await this.claim();
    await this.record();
    if (this.inFlight.size >= WINDOW / 2) await this.sleep(5);
    else if (!this.wanted) await this.sleep(this.isUnrecorded() ? RECORD_MS : POLL_MS);
  }

  private async acquire(): Promise<void> {
    const before = Date.now();
    this.lease = undefined;
    const taken = await this.store.acquire(this.lane, this.owner);
    if (taken === undefined) return;
    this.lease = taken.lease;
    this.leasedUntil = before + LEASE_SECONDS * 700;
    this.position = LanePosition.parse(taken.settled);
    this.recorded = this.position.toString();
    this.suspects.clear();
    this.wanted = true;
    this.log.debug(
      { fence: taken.lease.fence, settledUpTo: this.position.settledUpTo },
      'lane taken',
    );
  }

  private async claim(): Promise<void> {
    this.wanted = false;
    this.claimedAt = Date.now();
    const inHand = LanePosition.parse(this.position.toString());
    for (const seq of this.inFlight) inHand.settle(seq);
    const { rows, oldestOpen, nextTransaction } = await this.store.claim(
      this.lane,
      inHand.settledUpTo,
      inHand.toString(),
      CLAIM_LIMIT,
    );
    if (!this.owns) return;
    for (const row of rows) {
      this.position.see(row.seq);
      if (!this.isKnown(row.seq)) this.publish(row);
    }
    if (rows.length === CLAIM_LIMIT) this.wanted = true;
    this.judgeHoles(
      rows.at(-1)?.seq ?? Number.POSITIVE_INFINITY,
      rows.length === CLAIM_LIMIT,
      oldestOpen,
      nextTransaction,
    );
  }

  /** A hole whose transaction must have ended, and whose row is still not there, stays one: that transaction was rolled back. */
  private judgeHoles(
    lastRead: number,
    cut: boolean,
    oldestOpen: bigint,
    nextTransaction: bigint,
  ): void {
    const holes = this.position.holes((seq) => this.inFlight.has(seq));
    const open = new Set(holes);
    for (const seq of this.suspects.keys()) if (!open.has(seq)) this.suspects.delete(seq);
    for (const seq of holes) {
      if (cut && seq > lastRead) return;
      const suspectedAt = this.suspects.get(seq);
      if (suspectedAt === undefined) this.suspects.set(seq, nextTransaction);
      else if (oldestOpen >= suspectedAt) {
        this.suspects.delete(seq);
        this.position.settle(seq);
      }
    }
  }

  private publish(row: PlacedRow): void {
    this.inFlight.add(row.seq);
    this.suspects.delete(row.seq);
    this.publisher.publish(row).then(
      () => {
        this.inFlight.delete(row.seq);
        this.position.settle(row.seq);
      },
      (error: unknown) => {
        this.inFlight.delete(row.seq);
        this.log.warn(
          { err: error, eventId: row.id, subject: row.subject },
          'publishing failed; the row is published again',
        );
        setTimeout(() => this.wake(), RETRY_MS);
      },
    );
  }

  private async record(): Promise<void> {
    const lease = this.lease;
    if (lease === undefined) return;
    const now = Date.now();
    const settled = this.position.toString();
    const isNews = settled !== this.recorded && now - this.recordedAt >= RECORD_MS;
    if (!isNews && this.leasedUntil - now > LEASE_SECONDS * 350) return;
    const kept = await this.store.record(lease, settled);
    this.recorded = settled;
    this.recordedAt = now;
    if (kept) this.leasedUntil = now + LEASE_SECONDS * 700;
    else {
      this.lease = undefined;
      this.log.info('lane lost to another process');
    }
  }

  private async finish(): Promise<void> {
    const until = Date.now() + 5_000;
    try {
      while (this.owns && Date.now() < until) {
        await this.claim();
        while (this.inFlight.size > 0 && Date.now() < until) await this.sleep(20);
        if (!this.wanted) break;
      }
      if (this.lease !== undefined) await this.store.release(this.lease, this.position.toString());
    } catch (error) {
      this.log.warn({ err: error }, 'the lane was not given up in order; its lease will run out');
    }
    this.lease = undefined;
  }

  private isKnown(seq: number): boolean {
    return this.inFlight.has(seq) || this.position.isSettled(seq);
  }

  private isUnrecorded(): boolean {
    return this.inFlight.size > 0 || this.position.toString() !== this.recorded;
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
