/**
 * Everything that is left to chance in a simulation, drawn from one seed: the same seed draws the same. The generator is sfc32 (Chris Doty-Humphrey, PractRand),
 * seeded by splitmix32.
 */
export class Chance {
  private readonly state: [number, number, number, number];

  constructor(seed: number) {
    let mixed = seed >>> 0;
    const next = (): number => {
      mixed = (mixed + 0x9e3779b9) | 0;
      let z = mixed;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.state = [next(), next(), next(), next()];
    for (let warmUp = 0; warmUp < 12; warmUp++) this.next();
  }

  /** From 0 up to, and without, 1. */
  readonly next = (): number => {
    const [a, b, c, d] = this.state;
    const t = (((a + b) | 0) + d) | 0;
    this.state[0] = b ^ (b >>> 9);
    this.state[1] = (c + (c << 3)) | 0;
    this.state[2] = (((c << 21) | (c >>> 11)) + t) | 0;
    this.state[3] = (d + 1) | 0;
    return (t >>> 0) / 4_294_967_296;
  };

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** @throws RangeError when there is nothing to choose from */
  oneOf<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('there is nothing to choose from');
    return item;
  }

  /** A chance of its own, which draws the same however much is drawn here. */
  apart(): Chance {
    return new Chance(Math.floor(this.next() * 4_294_967_296));
  }
}
