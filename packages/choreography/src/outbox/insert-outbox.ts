import { jsonList, jsonListAt } from '../postgres/json-list.ts';
import type { Parameter, Pipeline } from '../postgres/pipeline.ts';
import type { OutboxRow, PlacedRow } from './outbox-row.ts';

/** Appends rows, lane by lane, in the given order. Positions are drawn in that order. */
export async function insertOutbox(
  pipeline: Pipeline,
  rows: readonly OutboxRow[],
): Promise<readonly PlacedRow[]> {
  const byLane = Map.groupBy(rows, (row) => row.lane);
  const placed = [...byLane].map(async ([lane, group]) => {
    const answer = await pipeline.ask(insertInto(lane), columns(group));
    return group.map((row, at) => ({ ...row, seq: Number(answer[at]?.['seq']) }));
  });
  const lanes = await Promise.all(placed);
  return lanes.length === 1 ? (lanes[0] ?? []) : lanes.flat();
}

/** Appends to a lane. The condition gives the transaction an id before the first position is drawn (U4). */
export const insertInto = (lane: number): string => `
  insert into outbox (lane, seq, id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
  select ${lane}, nextval('outbox_seq_${lane}'), u.id, u.subject, u.type, u.key, u.occurred_at, u.correlation_id, u.causation_id, u.traceparent, u.data::json
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], ${jsonListAt('$9')})
    as u (id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
  where pg_current_xact_id() is not null
  returning seq`;

const columns = (rows: readonly OutboxRow[]): readonly Parameter[] => [
  rows.map((row) => row.id),
  rows.map((row) => row.subject),
  rows.map((row) => row.type),
  rows.map((row) => row.key),
  rows.map((row) => row.occurredAt.toISOString()),
  rows.map((row) => row.correlationId),
  rows.map((row) => row.causationId),
  rows.map((row) => row.traceparent),
  jsonList(rows.map((row) => row.data)),
];
