/** Random choices that a seed reproduces. */
export interface Chance {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** A duration in milliseconds from `least` to `most`. */
  between(least: number, most: number): number;
  /** True in `share` of the cases, 0 to 1. */
  is(share: number): boolean;
  /** @throws RangeError for an empty list */
  pick<Item>(list: readonly Item[]): Item;
  /** The same items in another order. */
  shuffled<Item>(list: readonly Item[]): Item[];
  /** Choices of their own for a part, which other parts do not disturb. */
  of(part: string): Chance;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const GOLDEN = 0x9e3779b9;
const TWO_TO_32 = 2 ** 32;

/** The same seed gives the same choices, on every machine. */
export function chanceOf(seed: string): Chance {
  const next = numbersOf(hash(seed));
  const whole = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1));
  return {
    whole,
    between: whole,
    is: (share) => next() < share,
    pick: (list) => at(list, whole(0, list.length - 1)),
    shuffled: (list) => shuffle(list, whole),
    of: (part) => chanceOf(`${seed}/${part}`),
  };
}

function shuffle<Item>(list: readonly Item[], whole: Chance['whole']): Item[] {
  const left = [...list];
  return list.map(() => at(left.splice(whole(0, left.length - 1), 1), 0));
}

function at<Item>(list: readonly Item[], index: number): Item {
  const found = list[index];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

/** FNV-1a. */
function hash(text: string): number {
  let value = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, FNV_PRIME);
  return value >>> 0;
}

/** Numbers from 0 to below 1 by the mixing of SplitMix32. */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + GOLDEN) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / TWO_TO_32;
  };
}
