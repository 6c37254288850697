const FIRST_SIZE = 1 << 12;

/** Which states lead to which, to ask backwards. */
export class Edges {
  private from = new Int32Array(FIRST_SIZE);
  private to = new Int32Array(FIRST_SIZE);
  private size = 0;

  add(from: number, to: number): void {
    if (this.size === this.from.length) {
      this.from = doubled(this.from);
      this.to = doubled(this.to);
    }
    this.from[this.size] = from;
    this.to[this.size] = to;
    this.size++;
  }

  get count(): number {
    return this.size;
  }

  /** Which of `states` states lead to one of the ends, or are one. */
  leadingTo(ends: readonly number[], states: number): Uint8Array {
    const firsts = new Int32Array(states + 1);
    for (let at = 0; at < this.size; at++) bump(firsts, (this.to[at] ?? 0) + 1);
    for (let at = 0; at < states; at++) firsts[at + 1] = (firsts[at + 1] ?? 0) + (firsts[at] ?? 0);
    const next = firsts.slice();
    const sources = new Int32Array(this.size);
    for (let at = 0; at < this.size; at++) {
      sources[bump(next, this.to[at] ?? 0)] = this.from[at] ?? 0;
    }
    const leads = new Uint8Array(states);
    const open = [...ends];
    for (const end of ends) leads[end] = 1;
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (let at = firsts[state] ?? 0; at < (firsts[state + 1] ?? 0); at++) {
        const source = sources[at] ?? 0;
        if (leads[source] === 1) continue;
        leads[source] = 1;
        open.push(source);
      }
    }
    return leads;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Counts one up; tells what was there before. */
function bump(counts: Int32Array, at: number): number {
  const before = counts[at] ?? 0;
  counts[at] = before + 1;
  return before;
}
