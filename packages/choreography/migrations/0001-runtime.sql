-- The runtime's own tables, once in the schema of every service.

-- The record of everything that the service has published. Append-only: what is published already stands in outbox_lane.
-- Partitioned by id, which is a UUID version 7 and so sorts by time: old days are dropped, never deleted row by row.
create table outbox (
  lane smallint not null,
  seq bigint not null,
  id uuid not null,
  subject text not null,
  type text not null,
  key text not null,
  occurred_at timestamptz not null,
  correlation_id text not null,
  causation_id text not null,
  traceparent text not null,
  data json not null
) partition by range (id);
create table outbox_default partition of outbox default;
create index outbox_lane_seq on outbox (lane, seq);

-- Who relays a lane, and which of its positions are settled: published and acknowledged, or never to be filled.
create table outbox_lane (
  lane smallint primary key,
  owner uuid,
  fence bigint not null default 0,
  leased_until timestamptz not null default '-infinity',
  settled int8multirange not null default '{}'
);

-- Positions are drawn from one sequence per lane, so that a hole in a lane means a transaction that is open or was rolled back.
do $$ begin
  for lane in 0..15 loop
    execute format('create sequence outbox_seq_%s', lane);
    insert into outbox_lane (lane) values (lane);
  end loop;
end $$;

-- Which reaction has seen which event. Partitioned like the outbox, kept longer.
create table inbox (
  event_id uuid not null,
  reaction text collate "C" not null,
  primary key (event_id, reaction)
) partition by range (event_id);
create table inbox_default partition of inbox default;

-- One command id of one sender: one body, one outcome. Also remembers the ids of facts recorded from outside.
create table command_log (
  command text collate "C" not null,
  -- empty for senders that the broker trusts: ids are chosen by clients, and one must not be able to use up another's
  actor text collate "C" not null,
  id text collate "C" not null,
  body_hash text not null,
  outcome json not null,
  decided_at timestamptz not null default now(),
  primary key (command, actor, id)
);
create index command_log_decided_at on command_log using brin (decided_at);

-- Events that are published later unless they are cancelled before: outbox rows that become due.
create table timer (
  event text collate "C" not null,
  key text collate "C" not null,
  due_at timestamptz not null,
  correlation_id text not null,
  causation_id text not null,
  traceparent text not null,
  data json not null,
  primary key (event, key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index timer_due_at on timer (due_at);

create table dead_letter (
  id uuid not null unique,
  reaction text collate "C" not null,
  message_id text collate "C" not null,
  message_name text not null,
  key text not null,
  subject text not null,
  position text not null,
  headers json not null,
  payload bytea not null,
  reason text not null,
  error text not null,
  stack text not null,
  attempts integer not null,
  first_failed_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now(),
  status text not null default 'open' check (status in ('open', 'redriven')),
  primary key (reaction, message_id)
);
create index dead_letter_open on dead_letter (last_failed_at) where status = 'open';

-- How often a reaction has failed at a message that is tried again. Removed with the dead letter, or after a while.
create table failing (
  reaction text collate "C" not null,
  message_id text collate "C" not null,
  attempts integer not null,
  first_failed_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now(),
  primary key (reaction, message_id)
);

-- The smallest UUID version 7 of a moment.
create function id_at(moment timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Creates the daily partitions of outbox and inbox from yesterday until the day after tomorrow, one process at a time.
-- A day that already has rows in the default partition stays there.
create function create_partitions(today date) returns void language plpgsql security definer as $$
declare
  parent text;
  day date;
begin
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.partitions'));
  foreach parent in array array['outbox', 'inbox'] loop
    for day in select generate_series(today - 1, today + 2, interval '1 day')::date loop
      continue when to_regclass(format('%I.%I', current_schema(), parent || to_char(day, '_YYYYMMDD'))) is not null;
      begin
        execute format('create table %I partition of %I for values from (%L) to (%L)',
          parent || to_char(day, '_YYYYMMDD'), parent,
          id_at(day::timestamp at time zone 'UTC'), id_at((day + 1)::timestamp at time zone 'UTC'));
      exception when check_violation then null;
      end;
    end loop;
  end loop;
end $$;

-- Drops the partitions that ended before the given moment; outbox days only when all their rows are settled.
create function drop_partitions(parent text, ended_before timestamptz) returns integer language plpgsql security definer as $$
declare
  partition record;
  unsettled boolean;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.partitions'));
  for partition in
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = to_regclass(format('%I.%I', current_schema(), parent)) and c.relname ~ '_\d{8}$'
  loop
    continue when (to_date(right(partition.name, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC' > ended_before;
    if parent = 'outbox' then
      execute format('select exists (select from %I o join outbox_lane l using (lane) where not o.seq <@ l.settled)', partition.name) into unsettled;
      continue when unsettled;
    end if;
    execute format('drop table %I', partition.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

-- They run with the rights of their owner: only on the tables of this schema, whatever search path the caller has set.
do $$ begin
  execute format('alter function create_partitions(date) set search_path = %I, pg_temp', current_schema());
  execute format('alter function drop_partitions(text, timestamptz) set search_path = %I, pg_temp', current_schema());
end $$;
