-- No address in clear: it is opened from the customer's sealed contact when a mail is sent, and kept nowhere.
alter table correspondence drop constraint nothing_sent_without_address;
alter table correspondence drop column email;
alter table correspondence add column customer_id text collate "C";

-- How customers are reached, sealed under keys that are not kept here: a replica of what user tells.
create table contacts (
  customer_id text collate "C" primary key,
  contact     text check (contact like 's1.%'),
  version     integer not null check (version >= 1)
) with (fillfactor = 85);

-- Answers see the mails of the one who asks; operators and trusted readers see all. Contacts are for no reader.
alter table correspondence enable row level security;
create policy service on correspondence to murmuration_notification using (true) with check (true);
create policy readers on correspondence for select to murmuration_notification_reader using (reader_sees(customer_id));
grant select on correspondence to murmuration_notification_reader;
