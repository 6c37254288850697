import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  /** What is waited for, to complete the sentence "waited 5000 ms for …". */
  readonly what: string;
  /** Default: 30,000. */
  readonly timeoutMs?: number;
  /** Pause between two attempts. Default: 25. */
  readonly everyMs?: number;
}

/** Thrown by an attempt that knows that waiting longer cannot help. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
}

const TIMEOUT_MS = 30_000;
const EVERY_MS = 25;

/**
 * Calls `attempt` until it neither throws nor returns `false` or `undefined`, and returns what it returned.
 * @throws Error that says what was waited for, how long, and how the last attempt went; Hopeless at once
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { what, timeoutMs = TIMEOUT_MS, everyMs = EVERY_MS }: Patience,
): Promise<Exclude<T, false | undefined>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const last = await tryOnce(attempt);
    if (last.ok) return last.value;
    if (last.cause instanceof Hopeless) throw last.cause;
    if (performance.now() >= deadline) {
      throw new Error(`Waited ${timeoutMs} ms for ${what}. Last: ${last.reason}`, {
        cause: last.cause,
      });
    }
    await sleep(everyMs);
  }
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly cause?: unknown };

async function tryOnce<T>(
  attempt: () => T | Promise<T>,
): Promise<Attempt<Exclude<T, false | undefined>>> {
  try {
    const value = await attempt();
    if (isSettled(value)) return { ok: true, value };
    return { ok: false, reason: `it returned ${String(value)}` };
  } catch (error) {
    return {
      ok: false,
      reason: error instanceof Error ? error.message : String(error),
      cause: error,
    };
  }
}

function isSettled<T>(value: T): value is Exclude<T, false | undefined> {
  return value !== false && value !== undefined;
}
