/** A state of all orders: what stands on the shelf, and the worlds of the orders, which are interchangeable: the lowest number first. */
export interface Position {
  readonly shelf: number;
  readonly worlds: readonly number[];
}

const SHELF_BITS = 8;
const NUMBER_BITS = 53;

/** Too many worlds to write a position as one number. */
export class OutOfNumbers extends Error {
  override readonly name = 'OutOfNumbers';
}

/** Writes positions as numbers below 2^53. Worlds that occur in positions get low numbers of their own, since most worlds never do. */
export class Seats {
  private readonly radix: number;
  private readonly seatOf = new Map<number, number>();
  private readonly worldAt: number[] = [];

  constructor(orders: number) {
    this.radix = 2 ** Math.floor((NUMBER_BITS - SHELF_BITS) / orders);
  }

  write({ shelf, worlds }: Position): number {
    if (shelf >= 2 ** SHELF_BITS) throw new OutOfNumbers('too many shelves');
    let key = 0;
    for (const seat of worlds.map((world) => this.seat(world)).toSorted((a, b) => a - b)) {
      key = key * this.radix + seat;
    }
    return key * 2 ** SHELF_BITS + shelf;
  }

  read(key: number, orders: number): Position {
    const shelf = key % 2 ** SHELF_BITS;
    let rest = (key - shelf) / 2 ** SHELF_BITS;
    const worlds: number[] = [];
    for (let at = 0; at < orders; at++) {
      const seat = rest % this.radix;
      rest = (rest - seat) / this.radix;
      worlds.unshift(this.worldAt[seat] ?? 0);
    }
    return { shelf, worlds };
  }

  private seat(world: number): number {
    let seat = this.seatOf.get(world);
    if (seat === undefined) {
      seat = this.worldAt.length;
      if (seat >= this.radix) throw new OutOfNumbers('too many worlds');
      this.seatOf.set(world, seat);
      this.worldAt.push(world);
    }
    return seat;
  }
}
