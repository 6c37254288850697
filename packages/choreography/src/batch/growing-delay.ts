/** A delay that doubles with each attempt, counted from 0, up to the longest, and lies anywhere in its upper half: those who wait for the same do not come back together. */
export function growingDelay(
  attempt: number,
  firstMs: number,
  longestMs: number,
  random: () => number = Math.random,
): number {
  return Math.min(firstMs * 2 ** Math.min(attempt, 30), longestMs) * (0.5 + random() / 2);
}
