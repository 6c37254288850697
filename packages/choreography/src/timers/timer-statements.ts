import type { OutboxRow } from '../outbox/outbox-row.ts';
import { jsonList, jsonListAt } from '../postgres/json-list.ts';
import type { Pipeline } from '../postgres/pipeline.ts';

/** A timer: the outbox row that it becomes when it is due. One per event and key. */
export interface TimerRow {
  readonly event: string;
  readonly key: string;
  readonly dueAt: Date;
  readonly row: OutboxRow;
}

/** Sets timers; one that is already set for the same event and key is moved. */
export function setTimers(pipeline: Pipeline, timers: readonly TimerRow[]): void {
  pipeline.send(
    `insert into timer (event, key, due_at, correlation_id, causation_id, traceparent, data)
     select event, key, due_at, correlation_id, causation_id, traceparent, data::json
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], ${jsonListAt('$7')})
       as u (event, key, due_at, correlation_id, causation_id, traceparent, data)
     on conflict (event, key) do update set due_at = excluded.due_at, data = excluded.data,
       correlation_id = excluded.correlation_id, causation_id = excluded.causation_id, traceparent = excluded.traceparent`,
    [
      timers.map((timer) => timer.event),
      timers.map((timer) => timer.key),
      timers.map((timer) => timer.dueAt.toISOString()),
      timers.map((timer) => timer.row.correlationId),
      timers.map((timer) => timer.row.causationId),
      timers.map((timer) => timer.row.traceparent),
      jsonList(timers.map((timer) => timer.row.data)),
    ],
  );
}

/** Cancels timers; one that is not set, or has gone off, is no matter. */
export function unsetTimers(
  pipeline: Pipeline,
  timers: readonly { readonly event: string; readonly key: string }[],
): void {
  pipeline.send(
    'delete from timer t using unnest($1::text[], $2::text[]) as u (event, key) where t.event = u.event and t.key = u.key',
    [timers.map((timer) => timer.event), timers.map((timer) => timer.key)],
  );
}
