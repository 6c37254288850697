import type { Parameter, Pipeline } from '../postgres/pipeline.ts';
import type { OutboxRow, PlacedRow } from './outbox-row.ts';

/** Appends rows, lane by lane, in the given order. Positions are drawn in that order. */
export async function insertOutbox(
  pipeline: Pipeline,
  rows: readonly OutboxRow[],
): Promise<readonly PlacedRow[]> {
  const byLane = Map.groupBy(rows, (row) => row.lane);
  const placed = [...byLane].map(async ([lane, group]) => {
    const answer = await pipeline.ask(statement(lane), columns(group));
    return group.map((row, at) => ({ ...row, seq: Number(answer[at]?.['seq']) }));
  });
  const lanes = await Promise.all(placed);
  return lanes.length === 1 ? (lanes[0] ?? []) : lanes.flat();
}

/**
 * The data goes as one JSON array: as an array of texts every quote in it would have to be escaped. The condition gives the transaction an id
 * before the first position is drawn (U4).
 */
const statement = (lane: number): string => `
  insert into outbox (lane, seq, id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
  select ${lane}, nextval('outbox_seq_${lane}'), u.* from rows from (
    unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[]),
    json_array_elements($9::text::json)
  ) as u
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
  `[${rows.map((row) => row.data).join()}]`,
];
