-- What a lane has seen of the broker: of each stream its creation and the last acknowledged message. Written together with the settled positions.
-- And the session that the owner last wrote with: once that is gone, nobody need wait for the lease to run out.
alter table outbox_lane
  add column broker jsonb not null default '{}',
  add column backend integer,
  add column backend_started timestamptz;

-- Moments at which a lane and a stream agreed. After a stream was rolled back, the youngest mark that still stands in it says from where on rows are published again.
create table broker_mark (
  lane smallint not null,
  stream text collate "C" not null,
  sequence bigint not null,
  message_id uuid not null,
  -- rows up to here stood in the stream, none after `sequence`
  settled_up_to bigint not null,
  taken_at timestamptz not null default now(),
  primary key (lane, stream, sequence)
);

-- Every time that the broker was found to have lost what a lane had published.
create table broker_repair (
  id uuid primary key,
  lane smallint not null,
  stream text collate "C" not null,
  found text not null check (found in ('recreated', 'rolled-back', 'truncated', 'damaged')),
  -- what the lane remembered of the stream, and what it met
  expected_created text not null,
  expected_sequence bigint not null,
  met_created text not null,
  met_sequence bigint not null,
  -- the rows that are published again: how many, and between which positions
  rows bigint not null,
  first_position bigint not null,
  last_position bigint not null,
  found_at timestamptz not null default now(),
  finished_at timestamptz
);
create index broker_repair_open on broker_repair (lane) where finished_at is null;
create index broker_repair_found_at on broker_repair (found_at);
