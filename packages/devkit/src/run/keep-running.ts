export type Running = { readonly exited: Promise<string> };

export type Watch = {
  readonly name: string;
  /** Once aborted, an end is what was asked for. */
  readonly signal: AbortSignal;
  readonly onNotice: (line: string) => void;
};

const ENDS_TOLERATED = 5;
const WITHIN_MS = 60_000;

/**
 * Starts a server again whenever it ends, until the signal is aborted. Never resolves.
 * @throws when it has ended more than five times within a minute, or cannot be started again
 */
export async function keepRunning(
  first: Running,
  again: () => Promise<Running>,
  { name, signal, onNotice }: Watch,
): Promise<never> {
  let current = first;
  let ends: number[] = [];
  for (;;) {
    const how = await current.exited;
    if (signal.aborted) return await new Promise<never>(() => {});
    ends = [...ends.filter((end) => end > performance.now() - WITHIN_MS), performance.now()];
    if (ends.length > ENDS_TOLERATED) throw new Error(`${name} does not stay up (${how})`);
    onNotice(`${name} ended (${how}): starting it again`);
    current = await again();
  }
}
