-- A reservation brings all that a charge needs, also its age: there is nothing left to wait for, or to note down.
alter table payments
  drop column reserved,
  drop column claimed_at,
  add column lines jsonb not null default '[]',
  add constraint claimed_while_charging check (status <> 'charging' or claimed_by is not null);

alter table refunds
  add column lines jsonb not null default '[]';
