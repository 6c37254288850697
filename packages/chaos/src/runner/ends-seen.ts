import { POSSIBLE_ENDS } from '../load/plans.ts';
import type { Played } from './finding.ts';

/** How many orders ended in which way, over all runs. */
export type Ends = ReadonlyMap<string, number>;

/** Fewer orders than these need not show every end. */
const ENOUGH = 300;

export function endsOf(all: readonly Played[]): Ends {
  const sums = new Map<string, number>();
  for (const { ends } of all) {
    for (const [end, times] of ends) sums.set(end, (sums.get(end) ?? 0) + times);
  }
  return sums;
}

/** The ways in which orders have to have ended and none has: load that shows no declined payment proves nothing about one. */
export function missingEnds(ends: Ends): readonly string[] {
  const orders = [...ends.values()].reduce((sum, times) => sum + times, 0);
  if (orders < ENOUGH) return [];
  return [...new Set(Object.values(POSSIBLE_ENDS).flat())].filter((end) => !ends.has(end));
}

/** `orders: confirmed 812 · rejected 77 · …` */
export function endsLineOf(ends: Ends): string {
  const sorted = [...ends].toSorted(([, one], [, other]) => other - one);
  return `orders: ${sorted.map(([end, times]) => `${end} ${times.toLocaleString('en')}`).join(' · ')}`;
}
