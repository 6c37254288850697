/** Deliveries are given up after this many attempts. */
export const MAX_ATTEMPTS = 8;

const LONGEST_BACKOFF_MS = 60_000;

/**
 * How long to wait after the given number of failed attempts.
 * @param baseMs the wait after the first failure; it doubles with each further one, up to a minute
 */
export function backoffMs(failedAttempts: number, baseMs: number): number {
  return Math.min(baseMs * 2 ** (failedAttempts - 1), LONGEST_BACKOFF_MS);
}
