-- A partition of the outbox goes when all its rows are settled: asked of those rows alone that stand above the first position which is not settled. Reading the whole of
-- a day took longer than a statement may. And locks of a table that are meant for it alone are not taken on all its partitions, which are vacuumed now and then.
create or replace function make_partition(parent text, from_at timestamptz, to_at timestamptz, step interval) returns void language plpgsql as $$
declare
  name text := parent || to_char(from_at at time zone 'UTC', case when step >= interval '1 day' then '_YYYYMMDD' else '_YYYYMMDD_HH24MISS' end);
  key text := case parent when 'outbox' then 'id' when 'inbox' then 'event_id' else 'settled_at' end;
  low text := case when parent = 'dead_letter_settled' then from_at::text else id_at(from_at)::text end;
  high text := case when parent = 'dead_letter_settled' then to_at::text else id_at(to_at)::text end;
begin
  execute format('create table %I (like %I including defaults including constraints including storage)', name, parent);
  execute format('lock table only %I in share update exclusive mode', parent);
  execute format('lock table %I in access exclusive mode', parent || '_default');
  execute format('with moved as (delete from %I where %I >= %L and %I < %L returning *) insert into %I select * from moved',
    parent || '_default', key, low, key, high, name);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, name, low, high);
end $$;

create or replace function drop_partitions(parent text, ended_before timestamptz, most integer default null) returns integer language plpgsql security definer as $$
declare
  partition record;
  unsettled boolean;
  dropped integer := 0;
begin
  if (parent in ('outbox', 'inbox', 'dead_letter_settled')) is not true then
    raise exception 'drop_partitions: % has no partitions to drop', coalesce(parent, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  if (ended_before <= now() - (select shortest_retention from partitioning)) is not true then
    raise exception 'drop_partitions: % is within the shortest retention', coalesce(ended_before::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  if not pg_try_advisory_xact_lock(hashtext(current_schema() || '.partitions')) then return 0; end if;
  for partition in select p.name from partitions_of(parent) p where p.to_at <= ended_before order by p.to_at loop
    exit when dropped >= most;
    if parent = 'outbox' then
      execute format(
        'select exists (select from outbox_lane l join %I o on o.lane = l.lane
           and o.seq >= lower(int8multirange(int8range(1, null)) - l.settled) and not o.seq <@ l.settled)', partition.name) into unsettled;
      continue when unsettled;
    end if;
    execute format('lock table only %I in access exclusive mode', parent);
    execute format('drop table %I', partition.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

do $$ begin
  execute format('alter function drop_partitions(text, timestamptz, integer) set search_path = %I, pg_temp', current_schema());
  execute 'alter function drop_partitions(text, timestamptz, integer) set lock_timeout = ''100ms''';
end $$;
