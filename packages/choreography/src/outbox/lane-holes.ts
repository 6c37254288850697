/** What tells whether transactions have ended. */
export interface TransactionClock {
  /** An id above those of all transactions that have one now. */
  boundary(): Promise<bigint>;
}

/**
 * Tells the holes that stay from those that may still be filled. A position is drawn by a transaction that has an id (U4), before any later one is: so when a later
 * position stands in the outbox, the hole's transaction has an id below a boundary taken after that. Once every transaction below the boundary has
 * ended, and the row is still not there, it was rolled back. (The upper end of a snapshot is no such boundary: open transactions stand above it.)
 */
export class LaneHoles {
  private readonly clock: TransactionClock;
  private readonly boundaries = new Map<number, bigint>();

  constructor(clock: TransactionClock) {
    this.clock = clock;
  }

  /** A row for this position has been found after all. */
  filled(seq: number): void {
    this.boundaries.delete(seq);
  }

  clear(): void {
    this.boundaries.clear();
  }

  /**
   * Takes the holes of a reading of the outbox that was made after every transaction below `oldestOpen` had ended; returns those that stay holes,
   * and remembers the others for the next reading.
   */
  async judge(holes: readonly number[], oldestOpen: bigint): Promise<readonly number[]> {
    this.forgetAllBut(new Set(holes));
    const lasting = holes.filter((seq) => oldestOpen >= (this.boundaries.get(seq) ?? Infinity));
    const fresh = holes.filter((seq) => !this.boundaries.has(seq));
    for (const seq of lasting) this.boundaries.delete(seq);
    if (fresh.length > 0) {
      const boundary = await this.clock.boundary();
      for (const seq of fresh) this.boundaries.set(seq, boundary);
    }
    return lasting;
  }

  private forgetAllBut(holes: ReadonlySet<number>): void {
    for (const seq of this.boundaries.keys()) if (!holes.has(seq)) this.boundaries.delete(seq);
  }
}
