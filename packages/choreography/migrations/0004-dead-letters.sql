-- Dead letters are open, or they are settled: delivered after all, or discarded. The open ones stand in dead_letter, and no row leaves it but by settle_dead_letters, which
-- moves it to dead_letter_settled. So whatever tidies up old days can take no open letter with it.
alter table dead_letter
  -- what has the same cause: of one reaction, the same error at the same place, whatever ids it names
  add column fingerprint text collate "C" not null default '',
  add column cause text not null default '',
  -- the last redrive that took it up, and until when it is under way
  add column redrive_job uuid,
  add column redriving_until timestamptz,
  -- bodies that were accepted in place of the payload, the last one valid, with who did it, when and why; the payload stays as it came
  add column edits jsonb not null default '[]',
  add column settled_at timestamptz,
  add column settled_by text,
  add column settled_reason text,
  drop constraint dead_letter_status_check;

update dead_letter set cause = reason || ' ' || regexp_replace(error, '[0-9]+', '#', 'g');
update dead_letter set fingerprint = left(md5(cause), 12);

-- The same columns in the same order: a column that one of them gets, the other gets too.
create table dead_letter_settled (like dead_letter including defaults) partition by range (settled_at);
create table dead_letter_settled_default partition of dead_letter_settled default;
alter table dead_letter_settled
  alter column settled_at set not null,
  add constraint dead_letter_settled_status check (status in ('redriven', 'discarded'));
insert into dead_letter_settled
select s.* from dead_letter d, lateral jsonb_populate_record(d, jsonb_build_object('settled_at', d.last_failed_at, 'settled_by', '', 'settled_reason', '')) s
where d.status = 'redriven';
delete from dead_letter where status <> 'open';

drop index dead_letter_open;
alter table dead_letter add constraint dead_letter_status check (status = 'open');
create index dead_letter_latest on dead_letter (last_failed_at, id);
create index dead_letter_group on dead_letter (reaction, fingerprint);
create index dead_letter_line on dead_letter (reaction, key);
create index dead_letter_position on dead_letter (position);
create index dead_letter_redrive on dead_letter (redrive_job) where redrive_job is not null;
create index dead_letter_settled_latest on dead_letter_settled (last_failed_at, id);
create index dead_letter_settled_id on dead_letter_settled (id);
create index dead_letter_settled_position on dead_letter_settled (position);
create index dead_letter_settled_redrive on dead_letter_settled (redrive_job) where redrive_job is not null;

-- Moves open letters to the settled ones; those that are settled already stay as they are. Returns how many were moved.
create function settle_dead_letters(letters uuid[], how text, who text, why text) returns integer language plpgsql as $$
declare
  moved integer;
begin
  perform from dead_letter where id = any(letters) order by id for update;
  with gone as (delete from dead_letter d where id = any(letters) returning d as letter)
  insert into dead_letter_settled
  select s.* from gone g, lateral jsonb_populate_record(g.letter, jsonb_build_object(
    'status', how, 'settled_at', now(), 'settled_by', who, 'settled_reason', why, 'redriving_until', null)) s;
  get diagnostics moved = row_count;
  return moved;
end $$;

-- Messages of reactions that ask for order. A line is the messages of one key for one reaction; it stands in held_key while a message of it has failed and is not settled, with
-- that message at its head. All later ones wait, in the order of their stream.
create table held_key (
  reaction text collate "C" not null,
  key text collate "C" not null,
  message_id text collate "C" not null,
  primary key (reaction, key)
);
create table waiting_message (
  reaction text collate "C" not null,
  key text collate "C" not null,
  message_id text collate "C" not null,
  stream_seq bigint not null,
  subject text not null,
  position text not null,
  headers json not null,
  payload bytea not null,
  parked_at timestamptz not null default now(),
  -- when the head of a line is tried again
  next_at timestamptz not null default now(),
  primary key (reaction, message_id)
);
create index waiting_message_line on waiting_message (reaction, key, stream_seq, message_id);

-- Whoever looks at a line, or changes it, holds its lock until the transaction ends. Lines share a fixed number of locks, so that no batch can use up the server's.
create function lock_lines(reactions text[], keys text[]) returns void language sql as $$
  select pg_advisory_xact_lock(hashtext('murmuration.' || current_schema()), line) from (
    select distinct hashtext(reaction || ' ' || key) & 1023 as line from unnest(reactions, keys) as u (reaction, key)
    where key is not null order by 1
  ) lines
$$;

-- Marks messages as seen, as an insert into inbox does, except those that have to wait. `keys` has null for reactions that ask for no order, `in_line` says which messages
-- come out of the line itself. A verdict is `fresh`; `head`: it is the one that its line waits for; `behind`: it is seen, provided that those before it are done in this
-- transaction; `held`: it has to wait. For a message that was seen before there is no row, or `over` when it is the head of its line.
-- Volatile, so that each statement in it sees what was committed before it had the locks.
create function claim_in_order(ids uuid[], reactions text[], keys text[], in_line boolean[])
returns table (event_id text, reaction text, verdict text) language plpgsql volatile as $$
#variable_conflict use_column
begin
  perform lock_lines(reactions, keys);
  return query
  with entry as (
    select distinct on (u.id, u.reaction) u.id, u.reaction, u.in_line, h.message_id is not null as is_held, h.message_id = u.id::text as is_head
    from unnest(ids, reactions, keys, in_line) as u (id, reaction, key, in_line)
    left join held_key h on h.reaction = u.reaction and h.key = u.key
    order by u.id, u.reaction, u.in_line desc
  ), claimed as (
    insert into inbox (event_id, reaction)
    select e.id, e.reaction from entry e where not e.is_held or e.is_head or e.in_line order by e.id
    on conflict do nothing returning inbox.event_id as id, inbox.reaction
  )
  select e.id::text, e.reaction, case
      when c.id is null then case when coalesce(e.is_head, false) then 'over' else 'held' end
      when not e.is_held then 'fresh' when e.is_head then 'head' else 'behind' end
  from entry e left join claimed c on c.id = e.id and c.reaction = e.reaction
  where c.id is not null or e.is_head
    or e.is_held and not e.in_line and not exists (select from inbox i where i.event_id = e.id and i.reaction = e.reaction);
end $$;

-- Lets lines go on to their first message that is left: one that waits, or one that is a dead letter. A line with none is held no longer. The caller has the locks.
create function advance_lines(reactions text[], keys text[]) returns void language sql as $$
  with line as (select distinct u.reaction, u.key from unnest(reactions, keys) as u (reaction, key)),
  next as (
    select l.reaction, l.key, (
      select c.message_id from (
        select w.message_id, w.stream_seq from waiting_message w where w.reaction = l.reaction and w.key = l.key
        union all
        select d.message_id, coalesce(substring(d.position from ':(\d{1,18})$')::bigint, 0) from dead_letter d where d.reaction = l.reaction and d.key = l.key
      ) c order by c.stream_seq, c.message_id limit 1
    ) as message_id from line l
  ),
  freed as (delete from held_key h using next n where h.reaction = n.reaction and h.key = n.key and n.message_id is null)
  insert into held_key (reaction, key, message_id) select n.reaction, n.key, n.message_id from next n where n.message_id is not null
  on conflict (reaction, key) do update set message_id = excluded.message_id where held_key.message_id <> excluded.message_id
$$;

-- Redrives: what an operator has asked for, carried out in steps by whichever process of the service has the lease.
create table redrive_job (
  id uuid primary key,
  selection json not null,
  total integer not null,
  -- letters a second at most; null for as fast as they go
  rate double precision,
  -- how many letters each step takes, the last number again and again
  ramp integer[] not null,
  -- the job stops when a larger share of a step fails again
  stop_above double precision not null,
  status text not null default 'running' check (status in ('running', 'done', 'stopped', 'cancelled')),
  step integer not null default 0,
  delivered integer not null default 0,
  failed integer not null default 0,
  note text not null default '',
  requested_by text not null,
  requested_at timestamptz not null default now(),
  finished_at timestamptz,
  owner uuid,
  leased_until timestamptz not null default '-infinity'
);
create index redrive_job_running on redrive_job (requested_at) where status = 'running';
