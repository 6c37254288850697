const FIRST_SIZE = 1 << 12;

/**
 * States in the order in which they were found, each a number below 2^53, with the number of the state that it was found from. Open addressing in typed arrays: some 24 bytes a state.
 */
export class StateTable {
  size = 0;
  private keys = new Float64Array(FIRST_SIZE);
  private parents = new Int32Array(FIRST_SIZE);
  private slots = new Int32Array(FIRST_SIZE * 2).fill(-1);

  /** Adds a state unless it is known; says whether it was new. */
  add(key: number, parent: number): boolean {
    if (this.size === this.keys.length) this.grow();
    const slot = this.slotOf(key);
    if (this.slots[slot] !== -1) return false;
    this.slots[slot] = this.size;
    this.keys[this.size] = key;
    this.parents[this.size] = parent;
    this.size++;
    return true;
  }

  /** The state that was found at this place. */
  at(index: number): number {
    return this.keys[index] ?? 0;
  }

  parentOf(index: number): number {
    return this.parents[index] ?? -1;
  }

  /** The place of a state; -1 when it is unknown. */
  indexOf(key: number): number {
    return this.slots[this.slotOf(key)] ?? -1;
  }

  private slotOf(key: number): number {
    const mask = this.slots.length - 1;
    const [low, high] = [key >>> 0, Math.floor(key / 4_294_967_296)];
    let slot = mixed(low ^ Math.imul(high, 0x9e3779b1)) & mask;
    for (;;) {
      const index = this.slots[slot] ?? -1;
      if (index === -1 || this.keys[index] === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const [keys, parents] = [this.keys, this.parents];
    this.keys = new Float64Array(keys.length * 2);
    this.keys.set(keys);
    this.parents = new Int32Array(parents.length * 2);
    this.parents.set(parents);
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let index = 0; index < this.size; index++) this.slots[this.slotOf(this.at(index))] = index;
  }
}

/** Spreads near numbers apart. */
function mixed(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
