-- Accounts. No mail address stands in this schema: an account is found by a keyed hash of it.
create table accounts (
  user_id       text collate "C" primary key,
  status        text        not null check (status in ('active', 'erased')),
  email_index   text collate "C" unique,
  password_hash text,
  changed_at    timestamptz not null,
  version       integer     not null check (version >= 1),
  check ((status = 'active') = (email_index is not null)),
  check ((status = 'active') = (password_hash is not null))
) with (fillfactor = 85);

-- What user has told of people's roles.
create table roles (
  user_id text collate "C" primary key,
  roles   jsonb   not null check (jsonb_typeof(roles) = 'array'),
  version integer not null check (version >= 1)
);

-- Accounts to be. Each wish to register has a code, a password and a user id of its own, so that the code from a mail can only
-- ever bring about what its own wish has asked for.
create table registrations (
  user_id       text collate "C" primary key,
  email_index   text collate "C" not null,
  code_hash     text        not null,
  -- the address had an account already: the code was told to nobody
  is_known      boolean     not null,
  password_hash text,
  expires_at    timestamptz not null,
  confirmed_at  timestamptz,
  check ((password_hash is null) = (is_known or confirmed_at is not null))
);
create index registrations_email_index on registrations (email_index);
create index registrations_expires_at on registrations (expires_at);

create table password_resets (
  reset_id    text collate "C" primary key,
  email_index text collate "C" not null,
  code_hash   text        not null,
  -- null when the address has no account: the code was told to nobody
  user_id     text collate "C",
  expires_at  timestamptz not null,
  used_at     timestamptz
);
create index password_resets_email_index on password_resets (email_index);
create index password_resets_user_id on password_resets (user_id);
create index password_resets_expires_at on password_resets (expires_at);

-- One sign-in and all that came from it. A session that has ended is gone.
create table sessions (
  session_id   text collate "C" primary key,
  user_id      text collate "C" not null references accounts,
  started_at   timestamptz not null,
  last_used_at timestamptz not null,
  expires_at   timestamptz not null check (expires_at > started_at)
) with (fillfactor = 80);
create index sessions_user_id on sessions (user_id);
create index sessions_expires_at on sessions (expires_at);

-- All refresh tokens of the sessions that go on, also the used ones: who shows one of those again has a copy.
create table refresh_tokens (
  token_hash     text collate "C" primary key,
  session_id     text collate "C" not null references sessions on delete cascade,
  expires_at     timestamptz not null,
  used_at        timestamptz,
  successor_hash text collate "C",
  -- opens with the token itself and with nothing else
  successor      text,
  check ((used_at is null) = (successor_hash is null)),
  check (successor is null or used_at is not null)
) with (fillfactor = 80);
create index refresh_tokens_session_id on refresh_tokens (session_id);
create index refresh_tokens_expires_at on refresh_tokens (expires_at);

-- Attempts at accounts and from places on the network, both under keyed hashes.
create table attempts (
  subject      text collate "C" primary key,
  count        integer     not null check (count >= 0),
  last_at      timestamptz not null,
  paused_until timestamptz
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index attempts_last_at on attempts (last_at);

create table signing_keys (
  kid         text collate "C" primary key,
  public_key  jsonb       not null,
  -- sealed under the master key
  private_key text        not null,
  signs_from  timestamptz not null
);

-- Whoever is erased has no session and no code under way any more, in the same transaction.
create function end_everything_of_the_erased() returns trigger language plpgsql as $$
begin
  delete from sessions where user_id = new.user_id;
  delete from password_resets where user_id = new.user_id;
  delete from registrations where user_id = new.user_id;
  return null;
end $$;
create trigger end_everything_of_the_erased after insert or update on accounts
  for each row when (new.status = 'erased') execute function end_everything_of_the_erased();

-- Everybody may see the public half of the signing keys; readers see nothing else here.
grant select (kid, public_key, signs_from) on signing_keys to murmuration_auth_reader;
