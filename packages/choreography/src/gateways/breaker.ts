import { growingDelay } from '../batch/growing-delay.ts';
import { UnavailableError } from '../definition/errors.ts';
import type { CircuitStateName } from './circuit-states.ts';

export interface BreakerOptions {
  /** After so many failures in a row nobody calls for a while. */
  readonly failures: number;
  /** The first such while, in milliseconds; it doubles with each trial that fails. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

interface Closed {
  readonly state: 'closed';
  /** In a row. */
  failures: number;
}

interface Open {
  readonly state: 'open';
  /** By the clock that nobody sets: one that is set back would leave the neighbour alone for as long. */
  readonly endsAt: number;
  readonly trials: number;
}

interface HalfOpen {
  readonly state: 'half-open';
  /** Resolves when the one call has ended that tries. */
  readonly decided: Promise<void>;
}

/**
 * Lets calls to a neighbour through, until `UnavailableError`s in a row open it; after a pause one call tries, while the others wait for how it goes. Another error of that
 * call closes it as well: somebody has answered. Calls that began before it opened decide nothing any more.
 */
export class Breaker {
  private readonly neighbour: string;
  private readonly options: BreakerOptions;
  private phase: Closed | Open | HalfOpen = { state: 'closed', failures: 0 };

  constructor(neighbour: string, options: BreakerOptions) {
    this.neighbour = neighbour;
    this.options = options;
  }

  get state(): CircuitStateName {
    return this.phase.state;
  }

  /** Until a call may try, in milliseconds; 0 unless it is open. */
  get pauseLeftMs(): number {
    return this.phase.state === 'open' ? Math.max(0, this.phase.endsAt - performance.now()) : 0;
  }

  /** Throws an `UnavailableError` without a call during a pause, and when the signal has ended the wait for a trial. */
  async run<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    while (this.phase.state === 'half-open') await this.phase.decided;
    if (this.pauseLeftMs > 0 || signal.aborted) {
      throw new UnavailableError(`${this.neighbour} is left alone`);
    }
    if (this.phase.state === 'open') return await this.attempt(call, this.phase.trials);
    return await this.callThrough(call, this.phase);
  }

  private async callThrough<Result>(call: () => Promise<Result>, closed: Closed): Promise<Result> {
    try {
      const result = await call();
      closed.failures = 0;
      return result;
    } catch (error) {
      if (error instanceof UnavailableError) {
        closed.failures++;
        if (this.phase === closed && closed.failures >= this.options.failures) this.open(0);
      }
      throw error;
    }
  }

  private async attempt<Result>(call: () => Promise<Result>, trials: number): Promise<Result> {
    const { promise: decided, resolve: decide } = Promise.withResolvers<void>();
    this.phase = { state: 'half-open', decided };
    try {
      const result = await call();
      this.close();
      return result;
    } catch (error) {
      if (error instanceof UnavailableError) this.open(trials + 1);
      else this.close();
      throw error;
    } finally {
      decide();
    }
  }

  private open(trials: number): void {
    const { pauseMs, longestPauseMs } = this.options;
    const pause = growingDelay(trials, pauseMs, longestPauseMs);
    this.phase = { state: 'open', endsAt: performance.now() + pause, trials };
  }

  private close(): void {
    this.phase = { state: 'closed', failures: 0 };
  }
}
