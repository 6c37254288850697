import type postgres from 'postgres';
import type { LanePosition } from './lane-position.ts';
import type { PlacedRow } from './outbox-row.ts';

/** A lease on a lane. Every write under it names its fence; a later owner has a higher one. */
export interface Lease {
  readonly lane: number;
  readonly owner: string;
  readonly fence: number;
}

/** Rows that are not settled, and how far back in time a transaction may still be open. */
export interface Claim {
  readonly rows: readonly PlacedRow[];
  /** Every transaction with a lower id had ended before the rows were read. */
  readonly oldestOpen: bigint;
}

/** How long a lease lasts without renewal, in seconds. */
export const LEASE_SECONDS = 10;

/** The statements of the relay, wherever the outbox stands. */
export type LaneStatements = Pick<LaneStore, keyof LaneStore>;

/** The statements of the relay. */
export class LaneStore {
  private readonly sql: postgres.Sql;

  constructor(sql: postgres.Sql) {
    this.sql = sql;
  }

  /**
   * Takes a lane whose lease has run out, that is already ours, or whose owner is gone with the session that it last wrote to the lane with; returns what was recorded
   * before. Taking a lane from a living owner would do no harm: both would publish the same rows in the same order (L5).
   */
  async acquire(
    lane: number,
    owner: string,
  ): Promise<{ lease: Lease; settled: string; broker: string } | undefined> {
    const [row] = await this.sql<{ fence: number; settled: string; broker: string }[]>`
      update outbox_lane l set owner = ${owner}, fence = fence + 1, leased_until = now() + ${LEASE_SECONDS} * interval '1 second',
        backend = pg_backend_pid(), backend_started = (select backend_start from pg_stat_get_activity(pg_backend_pid()))
      where lane = ${lane} and (leased_until < now() or owner = ${owner} or l.backend is not null and not exists (
        select from pg_stat_get_activity(l.backend) a where a.backend_start = l.backend_started))
      returning fence, settled::text, broker::text`;
    if (row === undefined) return undefined;
    const { fence, settled, broker } = row;
    return { lease: { lane, owner, fence }, settled, broker };
  }

  /** Gives a lane up, so that another process need not wait for the lease to run out. */
  async release({ lane, fence }: Lease, settled: string, broker: string): Promise<void> {
    await this.sql`
      update outbox_lane set leased_until = '-infinity', settled = ${settled}::int8multirange, broker = ${broker}::text::jsonb
      where lane = ${lane} and fence = ${fence}`;
  }

  /**
   * Records what is settled, and what is remembered of the broker, and prolongs the lease; false when somebody else has the lane. It does not wait for the disk: a record that
   * a crash of the database takes away is of rows that are published once more (L4), and no session outlives that crash, so the lane is free.
   */
  async record({ lane, fence }: Lease, settled: string, broker: string): Promise<boolean> {
    const { count } = await this.sql`
      update outbox_lane set settled = ${settled}::int8multirange, broker = ${broker}::text::jsonb,
        leased_until = now() + ${LEASE_SECONDS} * interval '1 second',
        backend = pg_backend_pid(), backend_started = (select backend_start from pg_stat_get_activity(pg_backend_pid()))
      where lane = ${lane} and fence = ${fence} and set_config('synchronous_commit', 'off', true) = 'off'`;
    return count === 1;
  }

  /** Lanes that rows were ever written to. */
  async usedLanes(): Promise<readonly number[]> {
    const rows = await this.sql<{ lane: number }[]>`
      select lane from outbox_lane
      where pg_sequence_last_value(to_regclass('outbox_seq_' || lane)) is not null order by lane`;
    return rows.map((row) => row.lane);
  }

  /** Reads unsettled rows in order, skipping what the caller has in hand. Never `seq > last`: that would skip a late commit. */
  async claim(lane: number, inHand: LanePosition, limit: number): Promise<Claim> {
    const [snapshot] = await this.sql<{ oldest: string }[]>`
      select pg_snapshot_xmin(pg_current_snapshot())::text as oldest`;
    const rows = await this.sql<PlacedRow[]>`
      select lane, seq, id, subject, type, key, occurred_at as "occurredAt", correlation_id as "correlationId",
        causation_id as "causationId", traceparent, data::text as data
      from outbox
      where lane = ${lane} and seq > ${inHand.settledUpTo} and not seq <@ ${inHand.toString()}::int8multirange
      order by seq limit ${limit}`;
    return { rows, oldestOpen: BigInt(snapshot?.oldest ?? 0) };
  }

  /** Uses up a transaction id: every transaction that had one before has a lower one. */
  async boundary(): Promise<bigint> {
    const [row] = await this.sql<{ id: string }[]>`select pg_current_xact_id()::text as id`;
    if (row === undefined) throw new Error('the database gave no transaction id');
    return BigInt(row.id);
  }
}
