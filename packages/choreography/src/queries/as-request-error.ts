import { isTransient, mayBeOfItsOwnMaking } from '../postgres/transient.ts';
import { causeOf } from './loggable-error.ts';
import { RequestError } from './request-error.ts';

/** What an asker is told of a failure: of one inside the service no more than whether to ask again. */
export function asRequestError(error: unknown): RequestError {
  if (error instanceof RequestError) return error;
  const cause = causeOf(error);
  if (isTransient(cause) && !mayBeOfItsOwnMaking(cause)) {
    return new RequestError(503, 'the service cannot reach its data; ask again in a moment');
  }
  return new RequestError(500, 'the service failed to answer');
}
