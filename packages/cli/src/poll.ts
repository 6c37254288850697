import { setTimeout as wait } from 'node:timers/promises';

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;
const never = new AbortController().signal;

/**
 * Looks until `look` finds something, with growing pauses up to a second.
 * @returns undefined when `limitMs` have passed or `signal` was aborted
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  limitMs: number,
  signal: AbortSignal = never,
): Promise<T | undefined> {
  const end = performance.now() + limitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    if (signal.aborted) return undefined;
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() + pauseMs > end) return undefined;
    await wait(pauseMs, undefined, { signal }).catch(() => {});
  }
}
