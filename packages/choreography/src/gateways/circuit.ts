import { UnavailableError } from '../definition/errors.ts';
import { watchCircuit } from './circuit-states.ts';
import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleType,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isTaskCancelledError,
  wrap,
} from 'cockatiel';

export interface CircuitOptions {
  /** Calls under way at once; as many again may wait. Default 64. */
  readonly concurrency?: number;
  /** After so many failures in a row nobody calls for a while. Default 5. */
  readonly failures?: number;
  /** The first such while, in milliseconds; it doubles, up to 10 s. Default 500. */
  readonly pauseMs?: number;
}

/** Makes calls to one neighbour: few at once, and none for a while when it is down. */
export type Circuit = <Result>(call: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

const LONGEST_PAUSE_MS = 10_000;

/**
 * A circuit breaker with bounded concurrency. Only `UnavailableError` counts as a failure; what the breaker turns away
 * and what the signal breaks off is an `UnavailableError` too, so that the message is tried again without burning an attempt.
 */
export function circuit(neighbour: string, options: CircuitOptions = {}): Circuit {
  const { concurrency = 64, failures = 5, pauseMs = 500 } = options;
  const breaker = circuitBreaker(handleType(UnavailableError), {
    breaker: new ConsecutiveBreaker(failures),
    halfOpenAfter: new ExponentialBackoff({ initialDelay: pauseMs, maxDelay: LONGEST_PAUSE_MS }),
  });
  watchCircuit(neighbour, () => breaker.state);
  const policy = wrap(bulkhead(concurrency, concurrency), breaker);
  return async (call, signal) => {
    try {
      return await policy.execute(() => unlessAborted(neighbour, call(), signal), signal);
    } catch (error) {
      throw turnedAway(error)
        ? unavailable(`${neighbour} is left alone for a while`, error)
        : error;
    }
  };
}

function turnedAway(error: unknown): boolean {
  return (
    isBrokenCircuitError(error) || isBulkheadRejectedError(error) || isTaskCancelledError(error)
  );
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
