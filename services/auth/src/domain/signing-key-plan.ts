import type { AuthPolicy } from './policy.ts';

/*
 * The life of a signing key: published ──its time comes──▶ signing ──the next one's time comes──▶ published ──its last token has
 * expired──▶ forgotten. Which one signs follows from the clock and the table alone, so that all replicas agree.
 */

/** What the plan needs to know of a key. */
export interface PlannedKey {
  readonly kid: string;
  /** From then on it signs, until the next one does. */
  readonly signsFrom: Date;
}

export interface KeyPlan {
  /** When set, a key is made that signs from then on. */
  readonly makeOneFrom?: Date;
  /** Keys whose tokens have all expired. */
  readonly forget: readonly string[];
}

type KeyPolicy = Pick<AuthPolicy, 'signingKeyMs' | 'signingKeyLeadMs' | 'accessTokenSeconds'>;

/** Clocks of those who verify may be off by so much. */
const CLOCK_MS = 5 * 60_000;

/** The key that signs now. */
export function signingKey<Key extends PlannedKey>(
  keys: readonly Key[],
  now: Date,
): Key | undefined {
  return inOrder(keys).findLast((key) => key.signsFrom <= now);
}

/** What is to be done about the keys now. */
export function planKeys(keys: readonly PlannedKey[], now: Date, policy: KeyPolicy): KeyPlan {
  const ordered = inOrder(keys);
  const newest = ordered.at(-1);
  const forget = ordered.filter((_, at) => hasExpired(ordered[at + 1], now, policy));
  const makeOneFrom = nextFrom(newest, now, policy);
  return {
    forget: forget.map(({ kid }) => kid),
    ...(makeOneFrom !== undefined && { makeOneFrom }),
  };
}

function nextFrom(newest: PlannedKey | undefined, now: Date, policy: KeyPolicy): Date | undefined {
  if (newest === undefined) return now;
  const due = newest.signsFrom.getTime() + policy.signingKeyMs;
  const publishAt = due - policy.signingKeyLeadMs;
  if (now.getTime() < publishAt) return undefined;
  // after a long standstill it still stands in the key set for a while before it signs
  return new Date(Math.max(due, now.getTime() + policy.signingKeyLeadMs));
}

/** A key has expired when its successor has been signing for longer than any token lives. */
function hasExpired(
  successor: PlannedKey | undefined,
  now: Date,
  { accessTokenSeconds }: KeyPolicy,
): boolean {
  if (successor === undefined) return false;
  const lastToken = successor.signsFrom.getTime() + accessTokenSeconds * 1_000;
  return lastToken + CLOCK_MS <= now.getTime();
}

function inOrder<Key extends PlannedKey>(keys: readonly Key[]): readonly Key[] {
  return keys.toSorted((one, other) => one.signsFrom.getTime() - other.signsFrom.getTime());
}
