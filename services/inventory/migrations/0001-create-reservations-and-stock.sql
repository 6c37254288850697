create table reservations (
  order_id text collate "C" primary key,
  status   text    not null check (status in ('reserved', 'rejected', 'released', 'committed', 'void')),
  lines    jsonb   not null check (jsonb_typeof(lines) = 'array'),
  version  integer not null check (version >= 0),
  -- Only what was set aside has lines, and it always has some.
  check ((status in ('rejected', 'void')) = (lines = '[]'))
) with (fillfactor = 80);

-- Few rows, each updated by every order of its article: leave room for the new row versions on the same page.
create table stock (
  sku       text collate "C" primary key,
  on_hand   bigint  not null check (on_hand >= 0),
  reserved  bigint  not null check (reserved >= 0),
  committed bigint  not null check (committed >= 0),
  restocked bigint  not null,
  version   integer not null check (version >= 1),
  check (on_hand + reserved + committed = restocked)
) with (fillfactor = 30, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
