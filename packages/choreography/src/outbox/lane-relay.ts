import type { Logger } from 'pino';
import type { RepairTools } from '../repair/lane-mender.ts';
import { LaneWatch } from '../repair/lane-watch.ts';
import { LaneHoles } from './lane-holes.ts';
import { LaneLease } from './lane-lease.ts';
import { LanePause } from './lane-pause.ts';
import { LanePosition } from './lane-position.ts';
import type { LaneStatements } from './lane-store.ts';
import { Nap } from './nap.ts';
import type { PlacedRow } from './outbox-row.ts';
import type { Publisher, Sender, Stored } from './publisher.ts';

const CLAIM_LIMIT = 1_000;
/** Rows in flight at most; what is handed over beyond that is read from the outbox again later, so memory stays bounded. */
const WINDOW = 4_000;
const POLL_MS = 1_000;
const RECORD_MS = 250;
const FINISH_MS = 5_000;
/** How often is looked whether nothing is in flight any more. */
const DRAIN_MS = 20;
/** How long rows from memory wait for what is missing below them. It is mostly another batch of this process, between its statements and its commit. */
const HOLE_PATIENCE_MS = 25;

/**
 * Relays one lane of the outbox to the broker.
 * L1: only the holder of the lease publishes; it stops before the lease can have run out. L2: rows are published in the order of
 * their positions; a row that was just committed here is published from memory only when nothing below it is missing, and a failure makes all wait. L3: a position is settled
 * only after the broker's acknowledgement, or when its transaction is known to have been rolled back. L4: what is settled is recorded late and in bulk: after a
 * crash some rows are published twice, which the broker's and the reactions' memory of ids makes harmless. L5: whoever publishes a row has sent all rows below it before, over
 * the same connection, or knows them stored: so the first copies stand in order even while a former owner, who was held, still sends what it had in hand.
 */
export class LaneRelay implements Sender {
  private readonly lane: number;
  private readonly store: LaneStatements;
  private readonly publisher: Publisher;
  private readonly log: Logger;
  private readonly lease: LaneLease;
  private position = LanePosition.parse('{}');
  private readonly inFlight = new Set<number>();
  /** Rows that were handed over while something below them was missing. */
  private readonly held = new Map<number, PlacedRow>();
  private patience: NodeJS.Timeout | undefined;
  private readonly holes: LaneHoles;
  private readonly watch: LaneWatch;
  private claimedAt = -Infinity;
  private wanted = true;
  private readonly pause = new LanePause(() => this.wake());
  private readonly nap = new Nap();
  private isIdle = false;
  private stopping = false;
  private hasFailed = false;
  private readonly running: Promise<void>;

  constructor(
    lane: number,
    owner: string,
    store: LaneStatements,
    publisher: Publisher,
    tools: RepairTools,
    log: Logger,
  ) {
    this.lane = lane;
    this.store = store;
    this.publisher = publisher;
    this.log = log.child({ lane });
    this.lease = new LaneLease(lane, owner, store, this.log);
    this.holes = new LaneHoles(store);
    this.watch = new LaneWatch(lane, tools, this.lease, this.log);
    this.running = this.run();
  }

  /** Whether rows that are handed over here are published at once. */
  get owns(): boolean {
    return this.lease.isTrusted;
  }

  /** Whether publishing has failed, and is tried again later. */
  get isHeldUp(): boolean {
    return this.pause.isOn;
  }

  /** Takes rows that this process has just committed, in the order of their positions. */
  handOver(rows: readonly PlacedRow[]): void {
    if (!this.owns || this.stopping) return;
    for (const row of rows) this.position.see(row.seq);
    const fresh = rows.filter((row) => !this.isKnown(row.seq));
    const isFull = this.inFlight.size + this.held.size + fresh.length > WINDOW;
    if (!this.mayPublish || isFull) return this.wake();
    for (const row of fresh) this.held.set(row.seq, row);
    this.publishHeld();
    if (this.held.size > 0) this.lookSoon();
    else if (this.isIdle) this.nap.wake();
  }

  /** What is missing may be of the same key as a row above it: so that waits until the hole is filled, or the outbox is read in order. */
  private publishHeld(): void {
    if (!this.mayPublish) return;
    const known = (seq: number): boolean => this.inFlight.has(seq) || this.held.has(seq);
    const [hole = Infinity] = this.position.holes(known).take(1);
    for (const row of [...this.held.values()].toSorted((a, b) => a.seq - b.seq)) {
      // none overtakes one that could not be sent
      if (row.seq > hole || !this.mayPublish) return;
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
    if (this.stopping || (this.owns && !this.pause.isOn)) this.nap.wake();
  }

  /** Something may have happened to the broker: compares before anything more is published. */
  verify(): void {
    this.watch.demand();
    this.resume();
    this.wake();
  }

  /** Ends a pause after failures: what made them is over, or may be. */
  resume(): void {
    this.pause.end();
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
        this.hasFailed = false;
      } catch (error) {
        // once for a whole outage
        if (!this.hasFailed) {
          this.log.warn({ err: error }, 'the relay cannot reach the outbox; it tries until it can');
        }
        this.hasFailed = true;
        await this.nap.sleep(POLL_MS);
      }
    }
    await this.finish();
  }

  private async turn(): Promise<void> {
    if (!this.owns) {
      await this.acquire();
      if (!this.owns) return await this.nap.sleep(POLL_MS);
    }
    if (performance.now() - this.claimedAt > POLL_MS) this.wanted = true;
    if (this.watch.isDue && !this.pause.isOn) await this.compare();
    const isFull = this.inFlight.size >= WINDOW / 2;
    if (this.wanted && this.mayPublish && !isFull) await this.claim();
    await this.lease.keep(this.position.toString(), () => this.watch.remembered);
    await this.watch.conclude(this.position.settledUpTo);
    if (this.inFlight.size >= WINDOW / 2) await this.nap.sleep(5);
    else if (!this.wanted || this.pause.isOn) await this.rest();
  }

  /** Waits until there may be something to record, or to look for. */
  private async rest(): Promise<void> {
    this.isIdle = !this.isUnrecorded();
    await this.nap.sleep(this.isIdle ? POLL_MS : RECORD_MS);
    this.isIdle = false;
  }

  private get mayPublish(): boolean {
    return !this.pause.isOn && this.watch.isClear;
  }

  private async acquire(): Promise<void> {
    const taken = await this.lease.take();
    if (taken === undefined) return;
    this.position = LanePosition.parse(taken.settled);
    this.holes.clear();
    await this.watch.begin(taken.broker);
    this.wanted = true;
  }

  /** Compares with the broker. To mend what it has lost nothing may be in flight: an acknowledgement on its way may be one for what is lost. */
  private async compare(): Promise<void> {
    const mayMend = !this.watch.isClear;
    if (mayMend && this.inFlight.size > 0) return await this.nap.sleep(DRAIN_MS);
    try {
      if (!this.publisher.isReachable) throw new Error('the broker is out of reach');
      const position = await this.watch.look(this.position, mayMend);
      if (position === this.position) return;
      this.position = position;
      this.holes.clear();
      this.held.clear();
      this.wanted = true;
    } catch (error) {
      this.holdUp({ err: error }, 'the streams could not be compared; it is tried again');
    }
  }

  private async claim(): Promise<void> {
    this.wanted = false;
    this.claimedAt = performance.now();
    // they are read again, in order with what was missing
    this.held.clear();
    const inHand = this.position.copy();
    for (const seq of this.inFlight) inHand.settle(seq);
    const { rows, oldestOpen } = await this.store.claim(this.lane, inHand, CLAIM_LIMIT);
    if (!this.owns) return;
    if (!this.watch.isClear) {
      this.wanted = true;
      return;
    }
    const read = new Set<number>();
    for (const row of rows) {
      read.add(row.seq);
      this.position.see(row.seq);
      this.holes.filled(row.seq);
      if (!this.isKnown(row.seq)) this.publish(row);
      if (!this.mayPublish) return;
    }
    const isCut = rows.length === CLAIM_LIMIT;
    if (isCut) this.wanted = true;
    const end = isCut ? (rows.at(-1)?.seq ?? 0) : Infinity;
    const isHere = (seq: number): boolean =>
      this.inFlight.has(seq) || read.has(seq) || this.held.has(seq);
    const missing = this.position.holesUpTo(end, isHere);
    for (const seq of await this.holes.judge(missing, oldestOpen)) this.position.settle(seq);
    this.publishHeld();
  }

  private publish(row: PlacedRow): void {
    // it may have been handed over while the outbox was being read
    this.held.delete(row.seq);
    this.inFlight.add(row.seq);
    this.publisher.publish(row, this, this.watch.messageIdOf(row));
  }

  stored(row: PlacedRow, at: Stored): void {
    this.inFlight.delete(row.seq);
    this.position.settle(row.seq);
    this.watch.stored(row, at);
    this.pause.succeeded();
  }

  failed(row: PlacedRow, error: unknown): void {
    this.inFlight.delete(row.seq);
    this.postpone(row, error);
  }

  /** Lets everything wait after a failure: what follows fails for the same reason, or would overtake. */
  private postpone(row: PlacedRow, error: unknown): void {
    this.wanted = true;
    this.watch.demand();
    const what = { err: error, eventId: row.id, subject: row.subject };
    this.holdUp(what, 'publishing failed; unpublished rows are published again');
  }

  /** Waits, longer each time, and says so once. */
  private holdUp(what: object, reason: string): void {
    const delayMs = this.owns ? this.pause.begin() : undefined;
    if (delayMs !== undefined) this.log.warn({ ...what, delayMs }, reason);
  }

  private async finish(): Promise<void> {
    const until = Date.now() + FINISH_MS;
    try {
      do {
        this.resume();
        if (this.owns && !this.watch.isClear) await this.compare();
        if (this.owns && this.mayPublish) await this.claim();
        while (this.inFlight.size > 0 && Date.now() < until) await this.nap.sleep(20);
      } while (this.owns && this.wanted && !this.pause.isOn && Date.now() < until);
      this.watch.end();
      await this.lease.giveUp(this.position.toString(), this.watch.remembered);
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
}
