-- Whether a query may show the rows of a person. For policies of tables whose rows belong to one person each; the transaction that answers a query says who
-- reads: the id of a person, nobody's (which is empty), or '*' for operators and for readers that the broker trusts.
create function reader_sees(person text) returns boolean language sql stable parallel safe
  return current_setting('murmuration.reader', true) in ('*', person);

-- The outbox is the record: what stands in it is not rewritten, and goes only with its day.
do $$ begin
  execute format('revoke all on outbox from %I', 'murmuration_' || current_schema());
  execute format('grant select, insert on outbox to %I', 'murmuration_' || current_schema());
end $$;

-- The functions that run with their owner's rights take only what maintenance has reason to ask for.

create or replace function create_partitions(today date) returns void language plpgsql security definer as $$
declare
  parent text;
  day date;
begin
  if (today between current_date - 31 and current_date + 31) is not true then
    raise exception 'create_partitions: % is not within a month of today', coalesce(today::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
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
  if (parent in ('outbox', 'inbox')) is not true then
    raise exception 'drop_partitions: % has no partitions to drop', coalesce(parent, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  -- the shortest retention that a service can be given
  if (ended_before <= now() - interval '1 hour') is not true then
    raise exception 'drop_partitions: % is not an hour ago', coalesce(ended_before::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
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

do $$ begin
  execute format('alter function create_partitions(date) set search_path = %I, pg_temp', current_schema());
  execute format('alter function drop_partitions(text, timestamptz) set search_path = %I, pg_temp', current_schema());
end $$;
