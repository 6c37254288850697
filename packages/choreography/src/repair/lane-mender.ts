import type { Logger } from 'pino';
import type { LaneLease } from '../outbox/lane-lease.ts';
import { LanePosition } from '../outbox/lane-position.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { BrokerMemory, SeenStream } from './broker-memory.ts';
import type { Finding, StreamView } from './diagnose.ts';
import type { Mark, OpenRepair, RepairStatements, Scope } from './repair-store.ts';
import type { Views } from './stream-views.ts';

/** What the watches of all lanes share. */
export interface RepairTools {
  readonly store: RepairStatements;
  readonly views: Views;
  readonly telemetry: Telemetry | undefined;
  /** How often is looked without a reason, in milliseconds. */
  readonly everyMs: number;
  /** How long the outbox keeps rows. */
  readonly retentionSeconds: number;
}

/** What a stream has lost. */
export interface Loss {
  readonly stream: string;
  readonly finding: Finding;
  readonly expected: Readonly<SeenStream>;
  readonly view: StreamView;
  /** What a search has found missing; undefined for a loss of the end. */
  readonly missing: LanePosition | undefined;
}

/** A lane after a loss was met. */
export interface Mended {
  readonly position: LanePosition;
  readonly memory: BrokerMemory;
  /** Undefined when nothing has to be published again. */
  readonly repair: OpenRepair | undefined;
  /** The last place of the stream that is known to be sound. */
  readonly soundUpTo: number;
}

const NO_MARK: Mark = { sequence: 0, id: '', settledUpTo: 0 };

/** Makes the rows that a stream has lost unsettled, and remembers the stream as it is now. */
export class LaneMender {
  private readonly tools: RepairTools;
  private readonly lease: LaneLease;
  private readonly log: Logger;

  constructor(tools: RepairTools, lease: LaneLease, log: Logger) {
    this.tools = tools;
    this.lease = lease;
    this.log = log;
  }

  /** Returns undefined when another process has the lane. */
  async mend(
    scope: Scope,
    position: LanePosition,
    memory: BrokerMemory,
    loss: Loss,
  ): Promise<Mended | undefined> {
    const sound = await this.soundMark(scope.lane, loss);
    const gone = loss.missing ?? (await this.rowsAfter(scope, sound.settledUpTo));
    const mended = position.without(gone);
    const lost = position.without(mended);
    const next = this.remember(memory, loss, sound);
    const settled = { position: mended, memory: next, soundUpTo: sound.sequence };
    // a stream that nothing of this lane was in is no loss
    if (lost.count === 0 && loss.expected.sequence === 0) return { ...settled, repair: undefined };
    const { stream, finding, expected, view: met } = loss;
    const repair = { stream, finding, expected, met, lost, soundUpTo: sound.sequence };
    const begun = await this.lease.write(mended.toString(), next.toString(), (lease) =>
      this.tools.store.begin(lease, mended.toString(), next.toString(), repair),
    );
    if (begun === undefined) return undefined;
    this.report(loss, lost);
    return { ...settled, repair: lost.count > 0 ? begun : undefined };
  }

  private remember(memory: BrokerMemory, loss: Loss, sound: Mark): BrokerMemory {
    const { stream, finding, expected, view } = loss;
    const next = memory.copy();
    const { sequence, id } = finding === 'damaged' ? expected : sound;
    next.set(stream, { created: view.created, sequence, id, removed: view.removed });
    // a stream that has lost something may have lost more, also since it was read: it is read as a whole once this is mended
    next.verified = finding === 'recreated' ? this.tools.views.server : '';
    return next;
  }

  /** The youngest mark that still stands in the stream. After damage in the midst none holds: rows from before it go to the end. */
  private async soundMark(lane: number, { stream, finding }: Loss): Promise<Mark> {
    if (finding === 'recreated' || finding === 'damaged') return NO_MARK;
    for (const mark of await this.tools.store.marks(lane, stream)) {
      if ((await this.tools.views.idAt(stream, mark.sequence)) === mark.id) return mark;
    }
    return NO_MARK;
  }

  private async rowsAfter(scope: Scope, after: number): Promise<LanePosition> {
    const rows = LanePosition.parse('{}');
    for await (const chunk of this.tools.store.retained(scope, after)) {
      for (const { seq } of chunk) rows.settle(seq);
      await this.lease.prolong();
    }
    return rows;
  }

  private report({ stream, finding, expected, view }: Loss, lost: LanePosition): void {
    this.log.error(
      {
        stream,
        found: finding,
        rows: lost.count,
        expected: { created: expected.created, sequence: expected.sequence },
        met: { created: view.created, sequence: view.lastSequence },
      },
      'the broker has lost messages; they are published again',
    );
    const attributes = { stream, found: finding };
    this.tools.telemetry?.meters?.brokerRepairs.add(1, attributes);
    this.tools.telemetry?.meters?.republished.add(lost.count, attributes);
  }
}
