-- How often a reaction has failed at a message that is tried again. Removed with the dead letter, or after a while.
create table failing (
  reaction text collate "C" not null,
  message_id text collate "C" not null,
  attempts integer not null,
  first_failed_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now(),
  primary key (reaction, message_id)
);

-- As above, and one process at a time: two that make the same partition would fail.
create or replace function create_partitions(today date) returns void language plpgsql security definer as $$
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

create or replace function drop_partitions(parent text, ended_before timestamptz) returns integer language plpgsql security definer as $$
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
