import { type Running, keepRunning } from './keep-running.ts';
import type { RunContext } from './run-context.ts';

/** A server that was found or started. */
export type Provided<T> = T & {
  /** For a person: its version, where it is, where it came from. */
  readonly description: string;
  /** Fails when the server does not stay up; never resolves. */
  readonly kept: Promise<never>;
};

/** For a server that somebody else runs. */
export const NOT_OURS = new Promise<never>(() => {});

/** Sees to it that a server of the run is started again when it ends. */
export function keep(
  context: RunContext,
  name: string,
  first: Running,
  again: () => Promise<Running>,
): Promise<never> {
  const onNotice = (line: string) => context.report.notice(line);
  const kept = keepRunning(first, again, { name, signal: context.signal, onNotice });
  // Whoever waits for it may come later than the failure.
  kept.catch(() => {});
  return kept;
}
