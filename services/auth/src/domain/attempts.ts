import type { AttemptPolicy } from './policy.ts';

/*
 * Attempts are counted before they are made and given back when they succeed, so that a thousand guesses at once are counted
 * like a thousand guesses in a row. What does not exist is counted like what does.
 */

/** What is remembered of the attempts at one thing, or from one place. */
export interface Attempts {
  readonly count: number;
  readonly lastAt: Date;
  /** Further attempts before this are refused, and not counted. */
  readonly pausedUntil: Date | null;
}

export type Verdict =
  | { readonly allowed: true; readonly attempts: Attempts }
  | { readonly allowed: false; readonly retryAfterSeconds: number };

/** Whether one more attempt may be made now, and what to remember of it. */
export function attempt(known: Attempts | undefined, now: Date, policy: AttemptPolicy): Verdict {
  const before = known === undefined || isForgotten(known, now, policy) ? undefined : known;
  const wait = (before?.pausedUntil?.getTime() ?? 0) - now.getTime();
  if (wait > 0) return { allowed: false, retryAfterSeconds: Math.ceil(wait / 1_000) };
  const count = (before?.count ?? 0) + 1;
  return {
    allowed: true,
    attempts: { count, lastAt: now, pausedUntil: pauseAfter(count, now, policy) },
  };
}

/** What is left to remember when an attempt turned out well: as if it had not been made. */
export function giveBack({ count, lastAt }: Attempts, policy: AttemptPolicy): Attempts {
  const left = Math.max(count - 1, 0);
  return { count: left, lastAt, pausedUntil: pauseAfter(left, lastAt, policy) };
}

function isForgotten(
  { lastAt }: Attempts,
  now: Date,
  { forgottenAfterMs }: AttemptPolicy,
): boolean {
  return now.getTime() - lastAt.getTime() >= forgottenAfterMs;
}

function pauseAfter(count: number, now: Date, policy: AttemptPolicy): Date | null {
  const beyond = count - policy.free;
  if (beyond < 0) return null;
  const pause = Math.min(policy.firstPauseMs * 2 ** beyond, policy.longestPauseMs);
  return new Date(now.getTime() + pause);
}
