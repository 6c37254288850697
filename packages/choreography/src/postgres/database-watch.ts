import { setTimeout as sleep } from 'node:timers/promises';
import { withTimeLimit } from '../batch/time-limit.ts';
import { growingDelay } from '../batch/growing-delay.ts';

interface Options {
  /** Whether the database can be worked with: throws when it cannot. */
  readonly probe: () => Promise<void>;
  readonly signal: AbortSignal;
  /** Waits for so many milliseconds, or until the signal says stop. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const usualPause = async (milliseconds: number, signal: AbortSignal): Promise<void> =>
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);

const FIRST_DELAY_MS = 50;
/** Bounds how long the shop stands still after the database is back. */
const LONGEST_DELAY_MS = 1_000;
/** A probe over a link that is half open gets no answer. */
const PROBE_LIMIT_MS = 5_000;

/**
 * Finds out when a database that failed can be worked with again. However many wait for it, one probe is made at a time, later each time, and each that waits is told
 * at once.
 */
export class DatabaseWatch {
  private readonly options: Options;
  private recovering: Promise<void> | undefined;
  private reason: unknown;
  private since = 0;

  constructor(options: Options) {
    this.options = options;
  }

  /** Why the database cannot be worked with, in words; undefined as long as nobody has complained. */
  get problem(): string | undefined {
    if (this.recovering === undefined) return undefined;
    const seconds = Math.round((Date.now() - this.since) / 1_000);
    return `the database is away for ${seconds} s: ${String(this.reason)}`;
  }

  /** To be called when the database failed as a whole: resolves when it can be worked with, or when the service stops. */
  recovery(reason: unknown): Promise<void> {
    this.recovering ??= this.probeUntilBack(reason).finally(() => {
      this.recovering = undefined;
    });
    return this.recovering;
  }

  private async probeUntilBack(reason: unknown): Promise<void> {
    const { probe, signal, pause = usualPause } = this.options;
    this.reason = reason;
    this.since = Date.now();
    for (let attempt = 0; !signal.aborted; attempt++) {
      const delayMs = growingDelay(attempt, FIRST_DELAY_MS, LONGEST_DELAY_MS);
      await pause(delayMs, signal);
      if (signal.aborted) return;
      try {
        return await withTimeLimit(PROBE_LIMIT_MS, probe);
      } catch (error) {
        this.reason = error;
      }
    }
  }
}
