import type { Problem } from '@murmuration/contracts';
import type { Person, Reader } from '../definition/reader.ts';

/** A request that cannot be fulfilled as it is. `status` follows HTTP; the asker is told all of it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly problems: readonly Problem[];
  /** When asking again may help. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    message: string,
    problems: readonly Problem[] = [],
    retryAfterSeconds?: number,
  ) {
    super(message);
    this.status = status;
    this.problems = problems;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The person who asks. Throws a `RequestError` when it is nobody in particular: a trusted sender has no account of its own. */
export function signedIn(reader: Reader): Person {
  if (reader.kind === 'user') return reader;
  throw new RequestError(401, 'sign in first: this is about the one who asks');
}
