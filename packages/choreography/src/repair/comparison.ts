import { timeOfId } from '../messaging/ids.ts';
import { LanePosition } from '../outbox/lane-position.ts';

/** Ids of one side that wait for the other at most; enough for what is out of order, little enough for memory. */
const MOST_WAITING = 100_000;
/** By how much clocks may be wrong, in milliseconds. */
const SKEW_MS = 2 * 3_600_000;

/** A row that waits for its counterpart. */
interface WaitingRow {
  readonly seq: number;
  readonly time: number;
  /** How many ids of its time or later had passed by then. */
  readonly passed: number;
}

/**
 * Finds rows that a stream does not hold. Rows and the stream's ids are fed in their own orders, which are about the same; what has no counterpart yet waits. When
 * too much waits, or too much has passed by, the oldest is let go, and a row that is let go counts as missing: so memory is bounded, and the error is to publish twice,
 * never to leave out (R4).
 */
export class Comparison {
  /** The positions of rows that the stream does not hold. */
  readonly missing = LanePosition.parse('{}');
  private readonly rows = new Map<string, WaitingRow>();
  private readonly held = new Set<string>();
  private readonly mostWaiting: number;
  private rowsReach = 0;
  private heldReach = 0;
  /** What the stream holds from before this moment is of no row. */
  private rowsBegin = -Infinity;
  private passed = 0;

  constructor(mostWaiting = MOST_WAITING) {
    this.mostWaiting = mostWaiting;
  }

  /**
   * Whether the stream's side should be fed next: it lags behind by the age of the ids. Ids of a clock that was ahead say that a side is further on than it is: so whatever they say,
   * neither side waits for the other for long.
   */
  get wantsHeld(): boolean {
    if (this.rows.size > this.mostWaiting / 2) return true;
    if (this.held.size > this.mostWaiting / 2) return false;
    return this.heldReach < this.rowsReach;
  }

  row(seq: number, id: string): void {
    const time = timeOfId(id);
    if (this.rowsReach === 0) this.rowsBegin = time - SKEW_MS;
    this.rowsReach = time;
    if (this.held.delete(id)) return;
    this.rows.set(id, { seq, time, passed: this.passed });
    if (this.rows.size > this.mostWaiting) this.giveUpOldestRow();
  }

  holds(id: string): void {
    const time = timeOfId(id);
    this.heldReach = time;
    if (!this.rows.delete(id) && time >= this.rowsBegin) this.keep(id);
    this.pass(time);
  }

  /** All of both sides was fed: what still waits is missing. */
  finish(): LanePosition {
    for (const { seq } of this.rows.values()) this.missing.settle(seq);
    this.rows.clear();
    this.held.clear();
    return this.missing;
  }

  private keep(id: string): void {
    this.held.add(id);
    if (this.held.size <= this.mostWaiting) return;
    const [oldest] = this.held;
    if (oldest !== undefined) this.held.delete(oldest);
  }

  /** A row's counterpart stands not far from those of its time: once many of these have passed, it is not there. */
  private pass(time: number): void {
    let [oldest] = this.rows.values();
    if (oldest === undefined || time < oldest.time) return;
    this.passed++;
    while (oldest !== undefined && this.passed - oldest.passed > this.mostWaiting / 2) {
      this.giveUpOldestRow();
      [oldest] = this.rows.values();
    }
  }

  private giveUpOldestRow(): void {
    const [oldest] = this.rows;
    if (oldest === undefined) return;
    const [id, { seq }] = oldest;
    this.rows.delete(id);
    this.missing.settle(seq);
  }
}
