/** Retrying cannot help: the message becomes a dead letter at once. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}

/** Something that we depend on is down: the message is tried again until it is back, and no attempt is counted. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** A neighbour is known to be down: whoever calls it leaves it alone for a while. */
export class NeighbourDown extends UnavailableError {
  /** When it may be called again, in milliseconds from now. */
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}
