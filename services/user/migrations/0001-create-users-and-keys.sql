-- The key of each person, sealed under the master key. Erasure takes it away; the row stays, so that no other is made.
create table person_keys (
  user_id      text collate "C" primary key,
  wrapped      text check (wrapped like 's1.%'),
  made_at      timestamptz not null,
  destroyed_at timestamptz,
  constraint destroyed_or_there check ((wrapped is null) = (destroyed_at is not null))
);

-- What is known of a person, sealed under the person's key: nothing in this table can be read without it.
create table users (
  user_id      text collate "C" primary key,
  status       text        not null check (status in ('expected', 'pending', 'active', 'forgotten', 'erased')),
  roles        jsonb       not null check (jsonb_typeof(roles) = 'array'),
  profile      text check (profile like 's1.%'),
  contact      text check (contact like 's1.%'),
  opened_at    timestamptz not null,
  activated_at timestamptz,
  version      integer     not null check (version >= 1),
  constraint details_while_known check (
    (profile is not null) = (status in ('pending', 'active')) and (contact is null) = (profile is null)
  )
) with (fillfactor = 80);

-- Answers see the rows of the one who asks; operators and trusted readers see all.
alter table person_keys enable row level security;
create policy service on person_keys to murmuration_user using (true) with check (true);
create policy readers on person_keys for select to murmuration_user_reader using (reader_sees(user_id));
grant select on person_keys to murmuration_user_reader;

alter table users enable row level security;
create policy service on users to murmuration_user using (true) with check (true);
create policy readers on users for select to murmuration_user_reader using (reader_sees(user_id));
grant select on users to murmuration_user_reader;
