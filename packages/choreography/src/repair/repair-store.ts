import type postgres from 'postgres';
import { newId } from '../messaging/ids.ts';
import { LanePosition } from '../outbox/lane-position.ts';
import { LEASE_SECONDS, type Lease } from '../outbox/lane-store.ts';
import type { SeenStream } from './broker-memory.ts';
import type { Finding, StreamView } from './diagnose.ts';

/** A moment at which a lane and a stream agreed: rows up to `settledUpTo` stood in the stream, none of them after `sequence`. */
export interface Mark {
  readonly sequence: number;
  readonly id: string;
  readonly settledUpTo: number;
}

/** What was found, and what is published again. */
export interface Repair {
  readonly stream: string;
  readonly finding: Finding;
  readonly expected: Readonly<SeenStream>;
  readonly met: StreamView;
  /** The positions that are settled no more. */
  readonly lost: LanePosition;
  /** Marks after this sequence hold no longer. */
  readonly soundUpTo: number;
}

/** A repair whose rows are not all published again. */
export interface OpenRepair {
  readonly id: string;
  readonly found: Finding;
  readonly lastPosition: number;
}

/** Rows of a lane that went to one stream, and how far back they matter. */
export interface Scope {
  readonly lane: number;
  /** What the subjects of the stream begin with. */
  readonly prefix: string;
  /** How long rows are kept, in seconds. Older ones that are still there are not published again: what has seen them might have forgotten. */
  readonly retentionSeconds: number;
}

const CHUNK = 20_000;
/** Repairs are kept for this long to be looked at, in days. */
const KEPT_DAYS = 90;

/** The statements of the repair, wherever the outbox stands. */
export type RepairStatements = Pick<RepairStore, keyof RepairStore>;

/** The statements of the repair. */
export class RepairStore {
  private readonly sql: postgres.Sql;

  constructor(sql: postgres.Sql) {
    this.sql = sql;
  }

  /** Positions of the rows after `after` that the outbox still has, some at a time, in order. */
  async *retained(
    { lane, prefix, retentionSeconds }: Scope,
    after: number,
  ): AsyncGenerator<readonly { seq: number; id: string }[], void> {
    let last = after;
    for (;;) {
      const rows = await this.sql<{ seq: number; id: string }[]>`
        select seq, id from outbox
        where lane = ${lane} and seq > ${last} and starts_with(subject, ${prefix})
          and id >= id_at(now() - make_interval(secs => ${retentionSeconds}) - (select step from partitioning))
        order by seq limit ${CHUNK}`;
      if (rows.length > 0) yield rows;
      if (rows.length < CHUNK) return;
      last = rows.at(-1)?.seq ?? last;
    }
  }

  /**
   * Makes the lost positions unsettled, remembers the stream as it is now, and records the repair: one statement, under the lease (R3). Returns the repair, or
   * undefined when another process has the lane.
   */
  async begin(
    { lane, fence }: Lease,
    settled: string,
    broker: string,
    repair: Repair,
  ): Promise<OpenRepair | undefined> {
    const { stream, finding, expected, met, lost, soundUpTo } = repair;
    const id = newId();
    const { count } = await this.sql`
      with owned as (
        update outbox_lane set settled = ${settled}::int8multirange, broker = ${broker}::text::jsonb,
          leased_until = now() + ${LEASE_SECONDS} * interval '1 second'
        where lane = ${lane} and fence = ${fence} returning lane
      ), forgotten as (
        delete from broker_mark m using owned where m.lane = owned.lane and m.stream = ${stream} and m.sequence > ${soundUpTo}
      ), old as (
        delete from broker_repair r using owned where r.found_at < now() - make_interval(days => ${KEPT_DAYS}) and r.finished_at is not null
      )
      insert into broker_repair (id, lane, stream, found, expected_created, expected_sequence, met_created, met_sequence, rows,
        first_position, last_position, finished_at)
      select ${id}::uuid, lane, ${stream}::text, ${finding}::text, ${expected.created}::text, ${expected.sequence}::bigint, ${met.created}::text,
        ${met.lastSequence}::bigint, ${lost.count}::bigint, ${lost.first}::bigint, ${lost.last}::bigint,
        case when ${lost.count}::bigint = 0 then now() end
      from owned`;
    return count === 1 ? { id, found: finding, lastPosition: lost.last } : undefined;
  }

  /** Repairs of a lane that are not finished. */
  async open(lane: number): Promise<readonly OpenRepair[]> {
    return await this.sql<OpenRepair[]>`
      select id, found, last_position as "lastPosition" from broker_repair where lane = ${lane} and finished_at is null order by id`;
  }

  async finish(id: string): Promise<void> {
    await this.sql`update broker_repair set finished_at = now() where id = ${id} and finished_at is null`;
  }

  /**
   * Keeps a mark, and of the earlier ones the oldest of each doubling of age: a rollback far back is then met by a mark that is at most twice as old.
   */
  async mark(lane: number, stream: string, { sequence, id, settledUpTo }: Mark): Promise<void> {
    await this.sql`
      insert into broker_mark (lane, stream, sequence, message_id, settled_up_to)
      values (${lane}, ${stream}, ${sequence}, ${id}, ${settledUpTo}) on conflict do nothing`;
    await this.sql`
      delete from broker_mark m using (
        select sequence, row_number() over (partition by floor(log(2, 1 + extract(epoch from now() - taken_at)::numeric)) order by sequence) as n
        from broker_mark where lane = ${lane} and stream = ${stream}
      ) each
      where m.lane = ${lane} and m.stream = ${stream} and m.sequence = each.sequence and each.n > 1
        and m.taken_at < now() - interval '1 minute'`;
  }

  /** The marks of a lane, youngest first. */
  async marks(lane: number, stream: string): Promise<readonly Mark[]> {
    return await this.sql<Mark[]>`
      select sequence, message_id as id, settled_up_to as "settledUpTo" from broker_mark
      where lane = ${lane} and stream = ${stream} order by sequence desc`;
  }
}
