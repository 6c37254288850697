/** Something that is due at a moment; of two at the same moment the one that was entered first comes first. */
export interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  isCancelled: boolean;
}

/** What is due, soonest first: a binary heap. What was cancelled is left out when its turn comes. */
export class Agenda {
  private readonly heap: Entry[] = [];
  private order = 0;

  enter(at: number, run: () => void): Entry {
    const entry = { at, order: this.order++, run, isCancelled: false };
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
    return entry;
  }

  /** What is due first; undefined when nothing is due any more. */
  get first(): Entry | undefined {
    while (this.heap[0]?.isCancelled === true) this.takeFirst();
    return this.heap[0];
  }

  clear(): void {
    this.heap.length = 0;
    this.order = 0;
  }

  /** Takes out what is due first. */
  takeFirst(): void {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (last !== undefined && last !== first) {
      this.heap[0] = last;
      this.sink();
    }
  }

  private rise(from: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.swapIfBefore(at, above)) return;
      at = above;
    }
  }

  private sink(): void {
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const below = this.isBefore(right, left) ? right : left;
      if (!this.swapIfBefore(below, at)) return;
      at = below;
    }
  }

  private swapIfBefore(one: number, other: number): boolean {
    const [a, b] = [this.heap[one], this.heap[other]];
    if (a === undefined || b === undefined || !this.isBefore(one, other)) return false;
    this.heap[one] = b;
    this.heap[other] = a;
    return true;
  }

  private isBefore(one: number, other: number): boolean {
    const [a, b] = [this.heap[one], this.heap[other]];
    if (a === undefined || b === undefined) return a !== undefined;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }
}
