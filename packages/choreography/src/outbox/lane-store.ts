import type postgres from 'postgres';
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
  /** Every transaction with a lower id has ended when this was read. */
  readonly oldestOpen: bigint;
  /** Every transaction that had an id when this was read has a lower one. */
  readonly nextTransaction: bigint;
}

/** How long a lease lasts without renewal, in seconds. */
export const LEASE_SECONDS = 10;

/** The statements of the relay. */
export class LaneStore {
  private readonly sql: postgres.Sql;

  constructor(sql: postgres.Sql) {
    this.sql = sql;
  }

  /** Takes a lane whose lease has run out, or that is already ours; returns what was settled before. */
  async acquire(
    lane: number,
    owner: string,
  ): Promise<{ lease: Lease; settled: string } | undefined> {
    const [row] = await this.sql<{ fence: number; settled: string }[]>`
      update outbox_lane set owner = ${owner}, fence = fence + 1, leased_until = now() + ${LEASE_SECONDS} * interval '1 second'
      where lane = ${lane} and leased_until < now() returning fence, settled::text`;
    return row && { lease: { lane, owner, fence: row.fence }, settled: row.settled };
  }

  /** Prolongs a lease; false when somebody else has the lane. */
  async renew({ lane, fence }: Lease): Promise<boolean> {
    const { count } = await this.sql`
      update outbox_lane set leased_until = now() + ${LEASE_SECONDS} * interval '1 second'
      where lane = ${lane} and fence = ${fence}`;
    return count === 1;
  }

  /** Gives a lane up, so that another process need not wait for the lease to run out. */
  async release({ lane, fence }: Lease, settled: string): Promise<void> {
    await this.sql`
      update outbox_lane set leased_until = '-infinity', settled = ${settled}::int8multirange
      where lane = ${lane} and fence = ${fence}`;
  }

  /** Records what is settled and prolongs the lease; false when somebody else has the lane. */
  async record({ lane, fence }: Lease, settled: string): Promise<boolean> {
    const { count } = await this.sql`
      update outbox_lane set settled = ${settled}::int8multirange, leased_until = now() + ${LEASE_SECONDS} * interval '1 second'
      where lane = ${lane} and fence = ${fence}`;
    return count === 1;
  }

  /** Reads unsettled rows in order, skipping what the caller has in hand. Never `seq > last`: that would skip a late commit. */
  async claim(lane: number, settledUpTo: number, inHand: string, limit: number): Promise<Claim> {
    const [snapshot, rows] = await Promise.all([
      this.sql<{ oldest: string; next: string }[]>`
        select pg_snapshot_xmin(s)::text as oldest, pg_snapshot_xmax(s)::text as next from pg_current_snapshot() s`,
      this.sql<PlacedRow[]>`
        select lane, seq, id, subject, type, key, occurred_at as "occurredAt", correlation_id as "correlationId",
          causation_id as "causationId", traceparent, data::text as data
        from outbox
        where lane = ${lane} and seq > ${settledUpTo} and not seq <@ ${inHand}::int8multirange
        order by seq limit ${limit}`,
    ]);
    const { oldest, next } = snapshot[0] ?? { oldest: '0', next: '0' };
    return { rows, oldestOpen: BigInt(oldest), nextTransaction: BigInt(next) };
  }
}
