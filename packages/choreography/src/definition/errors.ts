/** Retrying cannot help: the message becomes a dead letter at once. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}

/** Something that we depend on is down: the message is tried again until it is back, and no attempt is counted. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}
