create table account (
  id text primary key,
  balance bigint not null check (balance >= 0),
  frozen boolean not null default false,
  history jsonb not null,
  changed_at timestamptz not null
);
create table tally (
  id text primary key,
  entries integer not null check (entries < 1000000)
);
create table transfer (
  id text primary key,
  status text not null,
  receipt text
);
