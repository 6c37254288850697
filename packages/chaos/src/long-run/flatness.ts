/** One figure over time. */
export interface Series {
  /** Since the first order, in seconds. */
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** By how much a figure may be higher in the last quarter than in the second: a share of it, and something for small ones. */
export interface Allowance {
  readonly share: number;
  readonly extra: number;
}

export interface Flatness {
  /** Medians of the four quarters of the run. */
  readonly quarters: readonly number[];
  readonly most: number;
  readonly isFlat: boolean;
}

const QUARTERS = 4;

/** Compares the median of the last quarter with that of the second: the first is for warming up. */
export function flatnessOf({ at, values }: Series, { share, extra }: Allowance): Flatness {
  const [first = 0, last = 0] = [at[0], at.at(-1)];
  const length = (last - first) / QUARTERS;
  const quarters = Array.from({ length: QUARTERS }, (_, quarter) => {
    const from = first + quarter * length;
    const to = quarter === QUARTERS - 1 ? Infinity : from + length;
    return median(values.filter((_value, index) => isWithin(at[index] ?? 0, from, to)));
  });
  const [, second = 0, , fourth = 0] = quarters;
  const isFlat = fourth <= second * (1 + share) + extra;
  return { quarters, most: values.reduce((most, value) => Math.max(most, value), 0), isFlat };
}

const isWithin = (moment: number, from: number, to: number): boolean =>
  moment >= from && moment < to;

/** The middle of some values; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [
    sorted[sorted.length % 2 === 0 ? middle - 1 : middle],
    sorted[middle],
  ];
  return (low + high) / 2;
}
