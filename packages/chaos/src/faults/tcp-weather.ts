/** Which way bytes go. */
export type Direction = 'to-server' | 'to-client';

export const BOTH: readonly Direction[] = ['to-server', 'to-client'];

/** What a proxy does to all connections through it. */
export interface Weather {
  readonly latencyMs: number;
  /** Up to so much is added to the latency, anew for each piece; pieces never overtake each other. */
  readonly jitterMs: number;
  /** Of one connection in one direction. */
  readonly bytesPerSecond: number;
  /** Bytes in these directions wait until the weather changes, as behind a network that is parted for a while. */
  readonly held: readonly Direction[];
  /** Bytes in these directions are gone, as on a link whose other end has silently died. */
  readonly swallowed: readonly Direction[];
  /** Whether new connections are reset at once. */
  readonly refuses: boolean;
}

export const CLEAR: Weather = {
  latencyMs: 0,
  jitterMs: 0,
  bytesPerSecond: Infinity,
  held: [],
  swallowed: [],
  refuses: false,
};

/** When a piece of `bytes` that came at `now` goes on, after one that goes at `after`; all in milliseconds. */
export function departure(
  { latencyMs, jitterMs, bytesPerSecond }: Weather,
  { now, after, bytes, luck }: { now: number; after: number; bytes: number; luck: number },
): number {
  const duration = (bytes / bytesPerSecond) * 1_000;
  return Math.max(now + latencyMs + jitterMs * luck, after) + duration;
}
