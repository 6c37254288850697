import { UnavailableError } from '@murmuration/choreography';
import { NoRespondersError, RequestError, TimeoutError } from '@nats-io/transport-node';
import { ProblemError } from '../problems/problem-error.ts';

/** In seconds; a client that comes back sooner finds the same. */
const RETRY_AFTER = { 'retry-after': '2' };

/**
 * A service did not answer in time. After a few of these in a row it is left alone for a while. Nothing else opens its circuit: to find out that nobody is
 * there costs nothing, and a service that says at once that it cannot is no burden; one reader whose question breaks it must not close it to all.
 */
export class LateError extends UnavailableError {}

/** What a failed exchange means. */
export function failureOf(error: unknown): unknown {
  const cause = error instanceof RequestError && error.cause ? error.cause : error;
  if (cause instanceof TimeoutError) return new LateError('no answer came', { cause });
  if (cause instanceof NoRespondersError || cause instanceof RequestError) return away(cause);
  return error;
}

/** The problem that a client is told when a question came to nothing; `isLate` when the deadline broke it off. */
export function problemOf(error: unknown, isLate: boolean): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof LateError || (error instanceof UnavailableError && isLate)) {
    return new ProblemError('deadline_exceeded', { cause: error, headers: RETRY_AFTER });
  }
  return away(error);
}

/** The problem of a service that is not there. */
export function away(cause: unknown, headers = RETRY_AFTER): ProblemError {
  return new ProblemError('service_unavailable', { cause, headers });
}

/** The problem of a service that broke down over a question. */
export const failed = (): ProblemError =>
  new ProblemError('service_failed', { headers: RETRY_AFTER });
