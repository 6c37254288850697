import type { Logger } from 'pino';
import type { LanePosition } from '../outbox/lane-position.ts';
import { findMissing } from './find-missing.ts';
import type { RepairStatements, Scope } from './repair-store.ts';
import type { Views } from './stream-views.ts';

/**
 * Reads the whole stream of events beside all other work. Damage in its midst is told by nothing else: a broker that starts with a flipped bit in a file leaves the
 * message out and says nothing.
 */
export class EventSearch {
  private readonly store: RepairStatements;
  private readonly views: Views;
  private readonly log: Logger;
  /** Positions of settled rows that the stream does not hold, once some are found. */
  missing: LanePosition | undefined;
  private current = 0;
  private isRunning = false;

  constructor(store: RepairStatements, views: Views, log: Logger) {
    this.store = store;
    this.views = views;
    this.log = log;
  }

  /** Begins a search unless one is running, or has found something. `onEnd` is told when it came to its end: whether something is missing. */
  start(
    scope: Scope,
    settled: LanePosition,
    [from, upTo]: readonly [from: number, upTo: number],
    onEnd: (isWhole: boolean) => void,
  ): void {
    if (this.isRunning || this.missing !== undefined) return;
    this.isRunning = true;
    const search = { scope, settled, from, upTo, isWanted: this.sameAsNow() };
    void findMissing(this.store, this.views, search)
      .then((missing) => {
        if (missing === undefined || !search.isWanted()) return;
        const isWhole = missing.count === 0;
        if (!isWhole) this.missing = missing;
        onEnd(isWhole);
      })
      .catch((error: unknown) =>
        this.log.warn({ err: error }, 'the stream could not be read; it is read again later'),
      )
      .finally(() => {
        this.isRunning = false;
      });
  }

  /** Gives up what is running and forgets what was found: the lane is not the one that it was. */
  cancel(): void {
    this.current++;
    this.missing = undefined;
  }

  private sameAsNow(): () => boolean {
    const mine = this.current;
    return () => this.current === mine;
  }
}
