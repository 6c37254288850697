import { bulkhead, isBulkheadRejectedError, isTaskCancelledError } from 'cockatiel';
import { NeighbourDown, UnavailableError } from '../definition/errors.ts';
import { Breaker } from './breaker.ts';
import { watchCircuit } from './circuit-states.ts';

export interface CircuitOptions {
  /** Calls under way at once; as many again may wait. Default 64. */
  readonly concurrency?: number;
  /** After so many failures in a row nobody calls for a while. Default 5. */
  readonly failures?: number;
  /** The first such while, in milliseconds; it doubles, up to 5 s. Default 500. */
  readonly pauseMs?: number;
}

/** Makes calls to one neighbour: few at once, and none for a while when it is down. */
export type Circuit = <Result>(call: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

/** Bounds how long the shop goes on waiting for a neighbour that is back. */
const LONGEST_PAUSE_MS = 5_000;

/**
 * A circuit breaker with bounded concurrency. Only `UnavailableError` counts as a failure; what the breaker turns away
 * and what the signal breaks off is an `UnavailableError` too, so that the message is tried again without burning an attempt.
 * While it is open that is a `NeighbourDown`, which tells when one call may try again: the reaction that called waits until then with all its messages.
 */
export function circuit(neighbour: string, options: CircuitOptions = {}): Circuit {
  const { concurrency = 64, failures = 5, pauseMs = 500 } = options;
  const breaker = new Breaker(neighbour, { failures, pauseMs, longestPauseMs: LONGEST_PAUSE_MS });
  watchCircuit(neighbour, () => breaker.state);
  const room = bulkhead(concurrency, concurrency);
  return async (call, signal) => {
    try {
      return await room.execute(
        () => breaker.run(() => unlessAborted(neighbour, call(), signal), signal),
        signal,
      );
    } catch (error) {
      const isOpen = breaker.state === 'open';
      if (isOpen && (turnedAway(error) || error instanceof UnavailableError)) {
        throw neighbourDown(neighbour, error, breaker.pauseLeftMs);
      }
      throw turnedAway(error)
        ? unavailable(`${neighbour} is left alone for a while`, error)
        : error;
    }
  };
}

function turnedAway(error: unknown): boolean {
  return isBulkheadRejectedError(error) || isTaskCancelledError(error);
}

/** Tells what the call itself ran into; that the circuit turned it away tells nothing new. */
function neighbourDown(neighbour: string, error: unknown, pauseLeftMs: number): NeighbourDown {
  const words = error instanceof UnavailableError ? error.message : `${neighbour} is left alone`;
  return new NeighbourDown(words, Math.ceil(pauseLeftMs), { cause: error });
}

function unavailable(message: string, cause: unknown): UnavailableError {
  return new UnavailableError(message, { cause });
}

/** The call's result, or an `UnavailableError` as soon as the signal breaks it off: its outcome is open then. */
async function unlessAborted<Result>(
  neighbour: string,
  call: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(unavailable(`${neighbour} took too long`, signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([call, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
