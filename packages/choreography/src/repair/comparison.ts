import { timeOfId } from '../messaging/ids.ts';
import { LanePosition } from '../outbox/lane-position.ts';

/** Ids of one side that wait for the other at most; enough for what is out of order, little enough for memory. */
const MOST_WAITING = 100_000;

/**
 * Finds rows that a stream does not hold. Rows and the stream's ids are fed in their own orders, which are about the same; what has no counterpart yet waits. When
 * too much waits, the oldest is let go, and a row that is let go counts as missing: so memory is bounded, and the error is to publish twice, never to leave out (R4).
 */
export class Comparison {
  /** The positions of rows that the stream does not hold. */
  readonly missing = LanePosition.parse('{}');
  private readonly rows = new Map<string, number>();
  private readonly held = new Set<string>();
  private readonly mostWaiting: number;
  private rowsReach = 0;
  private heldReach = 0;

  constructor(mostWaiting = MOST_WAITING) {
    this.mostWaiting = mostWaiting;
  }

  /**
   * Whether the stream's side should be fed next: it lags behind by the age of the ids, or too much of the other waits for it. An id whose clock was ahead says that a
   * side is further on than it is.
   */
  get wantsHeld(): boolean {
    if (this.rows.size > this.mostWaiting / 2) return true;
    if (this.held.size > this.mostWaiting / 2) return false;
    return this.heldReach < this.rowsReach;
  }

  row(seq: number, id: string): void {
    this.rowsReach = Math.max(this.rowsReach, timeOfId(id));
    if (this.held.delete(id)) return;
    this.rows.set(id, seq);
    if (this.rows.size > this.mostWaiting) this.giveUpOldestRow();
  }

  holds(id: string): void {
    this.heldReach = Math.max(this.heldReach, timeOfId(id));
    if (this.rows.delete(id)) return;
    this.held.add(id);
    if (this.held.size <= this.mostWaiting) return;
    const [oldest] = this.held;
    if (oldest !== undefined) this.held.delete(oldest);
  }

  /** All of both sides was fed: what still waits is missing. */
  finish(): LanePosition {
    for (const seq of this.rows.values()) this.missing.settle(seq);
    this.rows.clear();
    this.held.clear();
    return this.missing;
  }

  private giveUpOldestRow(): void {
    const [oldest] = this.rows;
    if (oldest === undefined) return;
    const [id, seq] = oldest;
    this.rows.delete(id);
    this.missing.settle(seq);
  }
}
