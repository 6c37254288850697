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

/** $1: events, $2: keys, $3: when they are due, $4 to $7: the message that each becomes. */
export const SET_TIMERS = `insert into timer (event, key, due_at, correlation_id, causation_id, traceparent, data)
  select event, key, due_at, correlation_id, causation_id, traceparent, data::json
  from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], ${jsonListAt('$7')})
    as u (event, key, due_at, correlation_id, causation_id, traceparent, data)
  on conflict (event, key) do update set due_at = excluded.due_at, data = excluded.data,
    correlation_id = excluded.correlation_id, causation_id = excluded.causation_id, traceparent = excluded.traceparent`;
/** $1: events, $2: keys. */
export const UNSET_TIMERS =
  'delete from timer t using unnest($1::text[], $2::text[]) as u (event, key) where t.event = u.event and t.key = u.key';
/** Whether any is due, by the database's clock. */
export const ANY_DUE = 'select exists (select from timer where due_at <= now()) as some';
/** How many are taken in one go. */
export const MOST_DUE = 500;
/** Takes those that are due, except what another process is taking. */
export const TAKE_DUE = `delete from timer t using (
    select event, key from timer where due_at <= now() order by due_at limit ${MOST_DUE} for update skip locked
  ) due where t.event = due.event and t.key = due.key
  returning t.event, t.key, t.correlation_id, t.causation_id, t.traceparent, t.data::text as data`;

/** Sets timers; one that is already set for the same event and key is moved. */
export function setTimers(pipeline: Pipeline, timers: readonly TimerRow[]): void {
  pipeline.send(SET_TIMERS, [
    timers.map((timer) => timer.event),
    timers.map((timer) => timer.key),
    timers.map((timer) => timer.dueAt.toISOString()),
    timers.map((timer) => timer.row.correlationId),
    timers.map((timer) => timer.row.causationId),
    timers.map((timer) => timer.row.traceparent),
    jsonList(timers.map((timer) => timer.row.data)),
  ]);
}

/** Cancels timers; one that is not set, or has gone off, is no matter. */
export function unsetTimers(
  pipeline: Pipeline,
  timers: readonly { readonly event: string; readonly key: string }[],
): void {
  pipeline.send(UNSET_TIMERS, [
    timers.map((timer) => timer.event),
    timers.map((timer) => timer.key),
  ]);
}
