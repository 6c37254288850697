/** How `murmur` ends. Listed in the README and in `murmur --help`. */
export const ExitCode = {
  /** It was done. */
  ok: 0,
  /** It was refused, or ended otherwise than it should. */
  rejected: 1,
  /** Wrong usage: nothing was done. */
  usage: 2,
  /** NATS or a service cannot be reached. */
  unreachable: 3,
  /** Something did not happen in time. */
  timedOut: 4,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
