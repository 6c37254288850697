/** An inclusive range of positions. */
type Range = readonly [first: number, last: number];

/**
 * Which positions of a lane are settled (published and acknowledged, or never to be filled), as far as this process knows.
 * P1: a position counts as settled only when it was settled. P2: everything up to `low` is settled. P3: a hole is never
 * taken for settled because a later position is; so a transaction that commits late is never skipped.
 */
export class LanePosition {
  private low: number;
  private high: number;
  private readonly settledAbove = new Set<number>();

  private constructor(low: number) {
    this.low = low;
    this.high = low;
  }

  /** Reads a Postgres multirange such as `{[1,5),[7,9)}`. */
  static parse(multirange: string): LanePosition {
    const ranges = [...multirange.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]): Range => [
      Number(from),
      Number(to) - 1,
    ]);
    const position = new LanePosition(0);
    for (const [first, last] of ranges) {
      if (first <= position.low + 1) position.low = Math.max(position.low, last);
      else for (let seq = first; seq <= last; seq++) position.settledAbove.add(seq);
      position.high = Math.max(position.high, last);
    }
    return position;
  }

  /** Writes a Postgres multirange. */
  toString(): string {
    const ranges: string[] = this.low > 0 ? [`[1,${this.low + 1})`] : [];
    let first: number | undefined;
    let last = 0;
    for (const seq of [...this.settledAbove].toSorted((a, b) => a - b)) {
      if (first !== undefined && seq !== last + 1) {
        ranges.push(`[${first},${last + 1})`);
        first = undefined;
      }
      first ??= seq;
      last = seq;
    }
    if (first !== undefined) ranges.push(`[${first},${last + 1})`);
    return `{${ranges.join(',')}}`;
  }

  /** The last position below which everything is settled. */
  get settledUpTo(): number {
    return this.low;
  }

  isSettled(seq: number): boolean {
    return seq <= this.low || this.settledAbove.has(seq);
  }

  /** A position was heard of. */
  see(seq: number): void {
    this.high = Math.max(this.high, seq);
  }

  settle(seq: number): void {
    this.see(seq);
    if (seq <= this.low) return;
    this.settledAbove.add(seq);
    while (this.settledAbove.delete(this.low + 1)) this.low++;
  }

  /** Positions that are not settled although a later one has been heard of, leaving out those for which `isKnown` holds. */
  holes(isKnown: (seq: number) => boolean): readonly number[] {
    const holes: number[] = [];
    for (let seq = this.low + 1; seq <= this.high; seq++) {
      if (!this.settledAbove.has(seq) && !isKnown(seq)) holes.push(seq);
    }
    return holes;
  }
}
