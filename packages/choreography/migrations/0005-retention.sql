-- Partitions come and go while traffic goes on: no lock is waited for longer than a moment, and whoever asked tries again.

-- How finely the tables are partitioned, and the shortest retention that a service may be given. Set by whoever migrates, with set_partition_step.
create table partitioning (
  single boolean primary key default true check (single),
  step interval not null check (step >= interval '1 second'),
  shortest_retention interval not null check (shortest_retention >= interval '1 second')
);
insert into partitioning (step, shortest_retention) values ('1 day', '1 hour');
do $$ begin
  execute format('revoke all on partitioning from %I', 'murmuration_' || current_schema());
  execute format('grant select on partitioning to %I', 'murmuration_' || current_schema());
end $$;

-- Events in the inbox whose ids tell no time, or one that no partition is for: remembered from when they were noticed.
create table inbox_stray (
  event_id uuid not null,
  reaction text collate "C" not null,
  noticed_at timestamptz not null default now(),
  primary key (event_id, reaction)
);

-- Rows come and go all the time.
alter table command_log set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
alter table failing set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
alter table outbox_lane set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The moment that a UUID version 7 tells.
create function moment_of(id uuid) returns timestamptz language sql immutable as $$
  select to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0)
$$;

-- The partitions of a table by what is in them, whatever their names; not the default one.
create function partitions_of(parent text) returns table (name text, from_at timestamptz, to_at timestamptz) language sql stable as $$
  select c.relname::text,
    case k.by_id when true then moment_of(b.texts[1]::uuid) else b.texts[1]::timestamptz end,
    case k.by_id when true then moment_of(b.texts[2]::uuid) else b.texts[2]::timestamptz end
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  cross join lateral (select parent <> 'dead_letter_settled' as by_id) k
  cross join lateral (select regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\) TO \(''([^'']+)''\)') as texts) b
  where i.inhparent = to_regclass(format('%I.%I', current_schema(), parent)) and b.texts is not null
$$;

-- Makes one partition. It is made beside its table and attached, which holds up no insert; readers it holds up while rows are moved that landed in the default partition.
create function make_partition(parent text, from_at timestamptz, to_at timestamptz, step interval) returns void language plpgsql as $$
declare
  name text := parent || to_char(from_at at time zone 'UTC', case when step >= interval '1 day' then '_YYYYMMDD' else '_YYYYMMDD_HH24MISS' end);
  key text := case parent when 'outbox' then 'id' when 'inbox' then 'event_id' else 'settled_at' end;
  low text := case when parent = 'dead_letter_settled' then from_at::text else id_at(from_at)::text end;
  high text := case when parent = 'dead_letter_settled' then to_at::text else id_at(to_at)::text end;
begin
  execute format('create table %I (like %I including defaults including constraints including storage)', name, parent);
  execute format('lock table %I in share update exclusive mode', parent);
  execute format('lock table %I in access exclusive mode', parent || '_default');
  execute format('with moved as (delete from %I where %I >= %L and %I < %L returning *) insert into %I select * from moved',
    parent || '_default', key, low, key, high, name);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, name, low, high);
end $$;

-- Makes the partitions around a moment that are missing: one step back, and two steps ahead. Those of settled dead letters are never smaller than a day. Fails with
-- lock_not_available when something holds a lock for long.
drop function create_partitions(date);
create function create_partitions(moment timestamptz, only_of text default null) returns integer language plpgsql security definer as $$
declare
  parent text;
  step interval;
  slot timestamptz;
  ends timestamptz;
  made integer := 0;
begin
  if (moment between now() - interval '32 days' and now() + interval '32 days') is not true then
    raise exception 'create_partitions: % is not within a month of today', coalesce(moment::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  -- one process at a time is enough
  if not pg_try_advisory_xact_lock(hashtext(current_schema() || '.partitions')) then return 0; end if;
  foreach parent in array array['outbox', 'inbox', 'dead_letter_settled'] loop
    continue when parent <> only_of;
    select case when parent = 'dead_letter_settled' then greatest(p.step, interval '1 day') else p.step end into step from partitioning p;
    for slot in select date_bin(step, moment, timestamptz '2000-01-01 00:00:00+00') + n * step from generate_series(-1, 2) as n loop
      continue when exists (select from partitions_of(parent) p where p.from_at <= slot and slot < p.to_at);
      select min(p.from_at) into ends from partitions_of(parent) p where p.from_at > slot;
      perform make_partition(parent, slot, least(slot + step, ends), step);
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;

-- Drops partitions that ended before a moment, the oldest first; those of the outbox only when all their rows are settled. Fails with lock_not_available when something holds a
-- lock for long: a drop needs its table for itself.
drop function drop_partitions(text, timestamptz);
create function drop_partitions(parent text, ended_before timestamptz, most integer default null) returns integer language plpgsql security definer as $$
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
      execute format('select exists (select from %I o join outbox_lane l using (lane) where not o.seq <@ l.settled)', partition.name) into unsettled;
      continue when unsettled;
    end if;
    execute format('lock table %I in access exclusive mode', parent);
    execute format('drop table %I', partition.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

-- Forgets what has been in a default partition for longer than the retention. Returns how many rows are left in it, counted up to ten thousand.
create function tidy_default(parent text, older_than timestamptz) returns integer language plpgsql security definer as $$
declare
  remaining integer;
begin
  if (older_than <= now() - (select shortest_retention from partitioning)) is not true then
    raise exception 'tidy_default: % is within the shortest retention', coalesce(older_than::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  if parent = 'outbox' then
    delete from outbox_default o using outbox_lane l where o.lane = l.lane and o.seq <@ l.settled and o.occurred_at < older_than;
    select count(*) into remaining from (select from outbox_default limit 10000) r;
  elsif parent = 'inbox' then
    insert into inbox_stray (event_id, reaction) select event_id, reaction from inbox_default on conflict do nothing;
    delete from inbox_default d using inbox_stray s
    where s.noticed_at < older_than and d.event_id = s.event_id and d.reaction = s.reaction;
    delete from inbox_stray where noticed_at < older_than;
    select count(*) into remaining from (select from inbox_default limit 10000) r;
  elsif parent = 'dead_letter_settled' then
    delete from dead_letter_settled_default where settled_at < older_than;
    select count(*) into remaining from (select from dead_letter_settled_default limit 10000) r;
  else
    raise exception 'tidy_default: % has no default partition', coalesce(parent, 'null') using errcode = 'invalid_parameter_value';
  end if;
  return remaining;
end $$;

-- Partitions of another size from now on: those without rows are dropped, and made anew. For whoever migrates; a service has no right to what it does.
create function set_partition_step(new_step interval, new_shortest_retention interval) returns void language plpgsql as $$
declare
  parent text;
  partition record;
  has_rows boolean;
begin
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.partitions'));
  update partitioning set step = new_step, shortest_retention = new_shortest_retention;
  foreach parent in array array['outbox', 'inbox'] loop
    for partition in select name from partitions_of(parent) loop
      execute format('select exists (select from %I)', partition.name) into has_rows;
      if not has_rows then execute format('drop table %I', partition.name); end if;
    end loop;
  end loop;
  perform create_partitions(now());
end $$;

-- They run with the rights of their owner: only on the tables of this schema, whatever search path the caller has set. And whoever has to wait for a lock is in the way of all
-- who come after it: so they do not for long.
do $$ declare routine text; begin
  foreach routine in array array['create_partitions(timestamptz, text)', 'drop_partitions(text, timestamptz, integer)', 'tidy_default(text, timestamptz)'] loop
    execute format('alter function %s set search_path = %I, pg_temp', routine, current_schema());
    execute format('alter function %s set lock_timeout = ''100ms''', routine);
  end loop;
end $$;
