import type { EventDraft } from '@murmuration/contracts';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { Shell } from '../batch/shell.ts';
import type { Deadline } from '../definition/deadline.ts';
import type { Database, Emit } from '../definition/define-responder.ts';
import { isUuid, newId } from '../messaging/ids.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { type Cause, type OutboxRow, outboxRow, type PlacedRow } from '../outbox/outbox-row.ts';
import { type BuilderSession, openBuilderConnection } from '../postgres/builder-session.ts';
import type { Connection } from '../postgres/connection.ts';
import { Pipeline } from '../postgres/pipeline.ts';
import { plannedOnce } from '../postgres/planned-once.ts';
import { timeLeft } from './incoming.ts';
import { causeOf } from './loggable-error.ts';

/** Transactions of requests that run at once in one process. */
const SESSIONS = 4;
/** How often a transaction is tried that lost a race. */
const TRIES = 4;
/** The longest that a statement of a request may take, in milliseconds. */
const MOST_MS = 10_000;
const LOST_RACES = new Set(['40001', '40P01']);

/** Lost to another transaction, or to a migration that has changed what a prepared statement gives: it is prepared anew then. */
function isLostRace(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('code' in cause)) return false;
  const isStale = 'routine' in cause && cause.routine === 'RevalidateCachedQuery';
  return isStale || LOST_RACES.has(String(cause.code));
}

/** What a transaction belongs to. */
export interface Purpose {
  readonly cause: Cause;
  readonly deadline: Deadline | undefined;
}

interface Lane {
  readonly connection: Connection<BuilderSession>;
  waiting: number;
}

/** Sessions for the transactions of requests. Each is thrown away with its driver when it is lost: no statement of a transaction can stray into the next session. */
export class WriteSessions {
  private readonly shell: Shell;
  private readonly lanes: readonly Lane[];

  constructor(shell: Shell) {
    this.shell = shell;
    this.lanes = Array.from({ length: SESSIONS }, (_, at) => ({
      connection: openBuilderConnection(
        shell.settings.DATABASE_URL,
        `${shell.plan.name} requests ${at + 1}`,
        plannedOnce,
      ),
      waiting: 0,
    }));
  }

  /** Runs one transaction, and again when it lost a race; what it emits is published after the commit. */
  async transact<Result>(
    work: (tx: Database, emit: Emit) => Promise<Result>,
    purpose: Purpose,
  ): Promise<Result> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.once(work, purpose);
      } catch (error) {
        const cause = causeOf(error);
        if (tried === TRIES || !isLostRace(cause)) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.lanes.map(({ connection }) => connection.close()));
  }

  private async once<Result>(
    work: (tx: Database, emit: Emit) => Promise<Result>,
    purpose: Purpose,
  ): Promise<Result> {
    const lane = this.lanes.reduce((least, each) => (each.waiting < least.waiting ? each : least));
    lane.waiting++;
    try {
      const [result, placed] = await lane.connection.run((session) =>
        this.inTransaction(session, work, purpose),
      );
      this.shell.relay.handOver(placed);
      return result;
    } finally {
      lane.waiting--;
    }
  }

  private async inTransaction<Result>(
    session: BuilderSession,
    work: (tx: Database, emit: Emit) => Promise<Result>,
    { cause, deadline }: Purpose,
  ): Promise<readonly [Result, readonly PlacedRow[]]> {
    const limit = String(Math.ceil(timeLeft(deadline, MOST_MS)));
    const pipeline = new Pipeline(session);
    const rows: OutboxRow[] = [];
    try {
      pipeline.send('begin');
      pipeline.send(`select set_config('statement_timeout', $1::text, true)`, [limit]);
      const result = await pipeline.orLost(
        work(drizzle(session.sql), (draft, options) => {
          rows.push(this.rowOf(draft, cause, options?.id));
        }),
      );
      // fails when a statement of the work has failed and the work went on regardless: a commit would then roll back without a word
      pipeline.send('select 1 where $1::boolean', [true]);
      return [result, await pipeline.commit(insertOutbox(pipeline, rows))];
    } finally {
      await pipeline.end();
    }
  }

  private rowOf(draft: EventDraft, cause: Cause, id = newId()): OutboxRow {
    if (!isUuid(id)) throw new TypeError(`the id "${id}" of an event is not a UUID`);
    return outboxRow(draft, cause, new Date(), this.shell.settings.OUTBOX_LANES, id);
  }
}
