import type { KeyObject } from 'node:crypto';

export interface KeyRingOptions {
  /** Fetches the key of a person; null when there is none, or none any more. */
  readonly load: (personId: string, signal: AbortSignal) => Promise<KeyObject | null>;
  /** How long a key is kept, in milliseconds: an erasure takes effect here within this time. Default 60,000. */
  readonly keepMs?: number;
  /** How many keys are kept at most; the oldest goes first. Default 10,000. */
  readonly most?: number;
  /** A clock that never goes back, in milliseconds. */
  readonly clock?: () => number;
}

/** Keys of persons, kept for a short while in memory and nowhere else. */
export interface KeyRing {
  /** The key of a person, or null. A missing key and a failure to fetch are not remembered. Throws as `load` does. */
  keyOf(personId: string, signal: AbortSignal): Promise<KeyObject | null>;
  /** Drops a key at once, when the person is known to be erased. */
  forget(personId: string): void;
}

interface Kept {
  readonly key: KeyObject;
  readonly until: number;
}

const USUAL_KEEP_MS = 60_000;
const USUAL_MOST = 10_000;

/** Makes an empty key ring. */
export function keyRing(options: KeyRingOptions): KeyRing {
  const { load, keepMs = USUAL_KEEP_MS, most = USUAL_MOST } = options;
  const clock = options.clock ?? (() => performance.now());
  const kept = new Map<string, Kept>();

  const fetch = async (personId: string, signal: AbortSignal): Promise<KeyObject | null> => {
    // counted from before the fetch, so that the time on the way is part of it
    const until = clock() + keepMs;
    kept.delete(personId);
    const key = await load(personId, signal);
    if (key === null) return null;
    kept.set(personId, { key, until });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return key;
  };
  return {
    keyOf: async (personId, signal) => {
      const found = kept.get(personId);
      return found !== undefined && clock() < found.until ? found.key : fetch(personId, signal);
    },
    forget: (personId) => {
      kept.delete(personId);
    },
  };
}
