-- One row per order: the customer's address, and every mail that is wanted, on its way, sent or refused.
create table correspondence (
  order_id text collate "C" primary key,
  email    text,
  items    jsonb not null check (jsonb_typeof(items) = 'array'),
  version  integer not null check (version >= 1),
  constraint nothing_sent_without_address check (email is not null or not items @? '$[*] ? (@.status != "wanted")'),
  constraint sent_by_somebody check (not items @? '$[*] ? (@.status != "wanted" && @.claimedBy == null)')
) with (fillfactor = 70);
