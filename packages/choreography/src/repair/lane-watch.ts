import type { Logger } from 'pino';
import type { LaneLease } from '../outbox/lane-lease.ts';
import { LanePosition } from '../outbox/lane-position.ts';
import type { PlacedRow } from '../outbox/outbox-row.ts';
import type { Stored } from '../outbox/publisher.ts';
import { DEAD_LETTERS, EVENTS } from '../topology/streams.ts';
import { BrokerMemory, type SeenStream } from './broker-memory.ts';
import { diagnose, type Finding, type IdThere, type StreamView } from './diagnose.ts';
import { EventSearch } from './event-search.ts';
import { LaneMender, type Loss, type RepairTools } from './lane-mender.ts';
import type { OpenRepair, Scope } from './repair-store.ts';

/** The streams that a relay publishes to, and what their subjects begin with. */
const STREAMS: readonly (readonly [stream: string, prefix: string])[] = [
  [EVENTS, 'evt.'],
  [DEAD_LETTERS, 'dead.'],
];

/** What leaves the broker's memory of ids as it was, or may: messages are gone, and nothing else. */
const LOST_ALONE: ReadonlySet<Finding> = new Set<Finding>(['damaged', 'truncated']);

/**
 * Watches whether the broker still has what a lane has published, and makes the lost rows unsettled, so that the relay publishes them again in their order.
 * R1: a lane publishes nothing before it has looked, after it was taken and after anything that may have happened to the broker. R2: what is remembered is recorded
 * together with the settled positions. R3: the record of a loss and the unsettled rows are one statement under the lease: after a crash the work goes on.
 */
export class LaneWatch {
  private readonly lane: number;
  private readonly tools: RepairTools;
  private readonly log: Logger;
  private readonly mender: LaneMender;
  private readonly search: EventSearch;
  private memory = BrokerMemory.parse('{}');
  /** What was found missing in the stream's midst and stands at its end now, out of order: one search may not find it, and would find it missing for ever. */
  private republished = { rows: LanePosition.parse('{}'), server: '' };
  private open: readonly OpenRepair[] = [];
  /** Reasons to look that have come up, and how many of them have been met. */
  private demands = 1;
  private met = 0;
  private lookedAt = -Infinity;
  private markedUpTo = 0;

  constructor(lane: number, tools: RepairTools, lease: LaneLease, log: Logger) {
    this.lane = lane;
    this.tools = tools;
    this.log = log;
    this.mender = new LaneMender(tools, lease, log);
    this.search = new EventSearch(tools.store, tools.views, log);
  }

  /** Whether rows may be published. */
  get isClear(): boolean {
    return this.met === this.demands;
  }

  /** Whether it is time to look, with a reason or without. */
  get isDue(): boolean {
    return !this.isClear || performance.now() - this.lookedAt >= this.tools.everyMs;
  }

  /** What is remembered, to be recorded with the settled positions. */
  get remembered(): string {
    return this.memory.toString();
  }

  /** The lane was taken, with what its last owner remembered. */
  async begin(remembered: string): Promise<void> {
    this.demand();
    this.search.cancel();
    this.noteRepublished(undefined);
    this.markedUpTo = 0;
    this.memory = BrokerMemory.parse(remembered);
    this.open = await this.tools.store.open(this.lane);
  }

  /** The lane is not ours any more. */
  end(): void {
    this.search.cancel();
  }

  /** Something may have happened to the broker: nothing is published before the next look. */
  demand(): void {
    this.demands++;
  }

  /** The broker has acknowledged a row. */
  stored(row: PlacedRow, at: Stored): void {
    if (!this.memory.stored(row.id, at)) this.demand();
  }

  /**
   * What the broker is to tell repeats by. It may have lost a message from the midst of a stream and still remember its id, and would then drop the row that is
   * published again.
   */
  messageIdOf({ seq, id }: PlacedRow): string | undefined {
    if (this.open.length === 0) return undefined;
    const repair = this.open.find(
      ({ found, lastPosition }) => LOST_ALONE.has(found) && seq <= lastPosition,
    );
    return repair && `${id}.${repair.id}`;
  }

  /**
   * Looks at the streams, and returns the settled positions as they are from now on. With `mayMend` nothing may be in flight; without it a loss is only found, and
   * another look demanded. Throws when the broker or the database cannot be reached.
   */
  async look(position: LanePosition, mayMend: boolean): Promise<LanePosition> {
    const { demands } = this;
    const { settledUpTo } = position;
    const seen = { ...this.seen(EVENTS) };
    const losses: Loss[] = [];
    for (const [stream] of STREAMS) {
      const loss = await this.lookAt(stream, position, losses);
      if (loss !== undefined) losses.push(loss);
    }
    if (losses.length > 0) {
      this.demand();
      return mayMend ? await this.mendAll(position, losses) : position;
    }
    // a reason that has come up meanwhile is met by the next look
    if (mayMend) this.met = demands;
    this.lookedAt = performance.now();
    await this.mark(seen, settledUpTo);
    return position;
  }

  /** Records which repairs are finished: everything up to `settledUpTo` is settled. */
  async conclude(settledUpTo: number): Promise<void> {
    const done = this.open.filter(({ lastPosition }) => lastPosition <= settledUpTo);
    if (done.length === 0) return;
    for (const { id, found } of done) {
      await this.tools.store.finish(id);
      this.log.warn({ repair: id, found }, 'what the broker had lost is published again');
    }
    this.open = this.open.filter((repair) => !done.includes(repair));
    // the stream is read once all is published again: what the broker dropped as a repeat may be gone all the same
    if (this.open.length === 0) this.lookedAt = -Infinity;
  }

  private async lookAt(
    stream: string,
    position: LanePosition,
    others: readonly Loss[],
  ): Promise<Loss | undefined> {
    const { views } = this.tools;
    // as it is before the broker is asked: what is acknowledged meanwhile is not compared with an older answer
    const expected = { ...this.seen(stream) };
    const view = await views.look(stream, expected.sequence);
    if (expected.created === '') {
      this.memory.set(stream, { ...expected, created: view.created, removed: view.removed });
      // of a lane that has published nothing, nothing can be missing
      if (position.count === 0) this.memory.verified = views.server;
      return undefined;
    }
    const there = await views.idAt(stream, expected.sequence);
    const finding = diagnose(expected, view, there) ?? this.guess(stream, there, others);
    if (finding !== undefined) {
      const missing = finding === 'damaged' ? this.search.missing : undefined;
      return { stream, finding, expected, view, missing };
    }
    if (stream === EVENTS) this.searchIfNeeded(position, expected, view);
    return undefined;
  }

  /**
   * What the stream itself does not tell: that a search has found something missing; and of one that cannot be read, that it has probably lost its end when its
   * neighbour has.
   */
  private guess(stream: string, there: IdThere, others: readonly Loss[]): Finding | undefined {
    if (stream === EVENTS) return this.search.missing && 'damaged';
    const wasRolledBack = others.some(({ finding }) => finding === 'rolled-back');
    return wasRolledBack && there === undefined ? 'rolled-back' : undefined;
  }

  /** Remembers that lane and stream agree. */
  private async mark({ sequence, id }: SeenStream, settledUpTo: number): Promise<void> {
    if (sequence <= this.markedUpTo) return;
    await this.tools.store.mark(this.lane, EVENTS, { sequence, id, settledUpTo });
    this.markedUpTo = sequence;
  }

  private async mendAll(position: LanePosition, losses: readonly Loss[]): Promise<LanePosition> {
    let current = position;
    for (const loss of losses) {
      const mended = await this.mender.mend(this.scope(loss.stream), current, this.memory, loss);
      if (mended === undefined) return position;
      this.memory = mended.memory;
      this.noteRepublished(loss.missing);
      this.search.cancel();
      this.markedUpTo = Math.min(this.markedUpTo, mended.soundUpTo);
      if (mended.repair !== undefined) this.open = [...this.open, mended.repair];
      current = mended.position;
    }
    return current;
  }

  /** Until the broker starts anew or loses more, what was published again is there. */
  private get republishedRows(): LanePosition {
    const { rows, server } = this.republished;
    return server === this.tools.views.server ? rows : LanePosition.parse('{}');
  }

  private noteRepublished(missing: LanePosition | undefined): void {
    const rows = missing === undefined ? LanePosition.parse('{}') : this.republishedRows;
    if (missing !== undefined) rows.add(missing);
    this.republished = { rows, server: this.tools.views.server };
  }

  /** Reads all events after a restart of the broker, after a repair, and when messages are missing in their midst. */
  private searchIfNeeded(position: LanePosition, expected: SeenStream, view: StreamView): void {
    const { server, mayRead } = this.tools.views;
    if (!mayRead || this.open.length > 0) return;
    if (this.memory.verified === server && view.removed <= expected.removed) return;
    // what was acknowledged since the stream was looked at stands beyond its end of then
    const upTo = Math.max(view.lastSequence, this.seen(EVENTS).sequence);
    if (view.removed > expected.removed) this.noteRepublished(undefined);
    const settled = position.without(this.republishedRows);
    this.search.start(this.scope(EVENTS), settled, [view.firstSequence, upTo], (isWhole) => {
      if (!isWhole) return this.demand();
      this.memory.verified = server;
      this.memory.set(EVENTS, { ...this.seen(EVENTS), removed: view.removed });
    });
  }

  private seen(stream: string): SeenStream {
    return this.memory.of(stream) ?? { created: '', sequence: 0, id: '', removed: 0 };
  }

  private scope(stream: string): Scope {
    const prefix = STREAMS.find(([name]) => name === stream)?.[1] ?? '';
    return { lane: this.lane, prefix, retentionSeconds: this.tools.retentionSeconds };
  }
}
