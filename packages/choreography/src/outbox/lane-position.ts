/** An inclusive range of positions. */
interface Range {
  first: number;
  last: number;
}

/**
 * Which positions of a lane are settled (published and acknowledged, or never to be filled), as far as this process knows.
 * P1: a position counts as settled only when it was settled. P2: everything up to `settledUpTo` is settled. P3: a hole is never
 * taken for settled because a later position is; so a transaction that commits late is never skipped.
 * Takes memory for the holes, not for the positions.
 */
export class LanePosition {
  /** Ascending; between two of them at least one position is not settled. */
  private readonly ranges: Range[] = [];
  private high = 0;

  /** Reads a Postgres multirange such as `{[1,5),[7,9)}`. */
  static parse(multirange: string): LanePosition {
    const position = new LanePosition();
    for (const [, from, to] of multirange.matchAll(/\[(\d+),(\d+)\)/g)) {
      position.ranges.push({ first: Number(from), last: Number(to) - 1 });
      position.see(Number(to) - 1);
    }
    return position;
  }

  /** Writes a Postgres multirange. */
  toString(): string {
    return `{${this.ranges.map(({ first, last }) => `[${first},${last + 1})`).join(',')}}`;
  }

  copy(): LanePosition {
    const copy = new LanePosition();
    for (const { first, last } of this.ranges) copy.ranges.push({ first, last });
    copy.high = this.high;
    return copy;
  }

  /** The last position below which everything is settled; 0 when the first one is not. */
  get settledUpTo(): number {
    const [lowest] = this.ranges;
    return lowest?.first === 1 ? lowest.last : 0;
  }

  /** How many positions are settled. */
  get count(): number {
    return this.ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  get first(): number {
    return this.ranges[0]?.first ?? 0;
  }

  get last(): number {
    return this.ranges.at(-1)?.last ?? 0;
  }

  /** What is settled here and not there. */
  without(other: LanePosition): LanePosition {
    const rest = new LanePosition();
    rest.high = this.high;
    const taken = other.ranges;
    let at = 0;
    for (const { first, last } of this.ranges) {
      let from = first;
      while (at < taken.length && (taken[at]?.last ?? 0) < from) at++;
      for (let n = at; n < taken.length; n++) {
        const range = taken[n];
        if (range === undefined || range.first > last) break;
        if (range.first > from) rest.ranges.push({ first: from, last: range.first - 1 });
        from = range.last + 1;
      }
      if (from <= last) rest.ranges.push({ first: from, last });
    }
    return rest;
  }

  isSettled(seq: number): boolean {
    const range = this.ranges[this.firstThatEndsFrom(seq)];
    return range !== undefined && range.first <= seq;
  }

  /** A position was heard of. */
  see(seq: number): void {
    this.high = Math.max(this.high, seq);
  }

  settle(seq: number): void {
    this.see(seq);
    const at = this.firstThatEndsFrom(seq - 1);
    const range = this.ranges[at];
    if (range === undefined || range.first > seq + 1) {
      this.ranges.splice(at, 0, { first: seq, last: seq });
    } else if (seq === range.first - 1) range.first = seq;
    else if (seq === range.last + 1) this.growUpwards(range, at);
  }

  /** Positions that are not settled although a later one has been heard of, ascending, leaving out those for which `isKnown` holds. */
  *holes(isKnown: (seq: number) => boolean): Generator<number, void> {
    let next = 1;
    for (const { first, last } of [...this.ranges, { first: this.high + 1, last: 0 }]) {
      for (; next < first; next++) if (!isKnown(next)) yield next;
      next = last + 1;
    }
  }

  /** As `holes`, up to a position: what lies above is not looked at, which may be millions. */
  holesUpTo(end: number, isKnown: (seq: number) => boolean): readonly number[] {
    const found: number[] = [];
    for (const seq of this.holes(isKnown)) {
      if (seq > end) break;
      found.push(seq);
    }
    return found;
  }

  /** Settles all that is settled in the other. */
  add(other: LanePosition): void {
    for (const { first, last } of other.ranges) {
      for (let seq = first; seq <= last; seq++) this.settle(seq);
    }
  }

  private growUpwards(range: Range, at: number): void {
    range.last++;
    const above = this.ranges[at + 1];
    if (above?.first !== range.last + 1) return;
    range.last = above.last;
    this.ranges.splice(at + 1, 1);
  }

  /** The index of the first range whose end is not below `seq`. */
  private firstThatEndsFrom(seq: number): number {
    let from = 0;
    let to = this.ranges.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const range = this.ranges[middle];
      if (range !== undefined && range.last < seq) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
