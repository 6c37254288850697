-- What the running processes of the service hear, each by its version: what one does not know is nobody's only when none of them hears it.
create table hearing (
  consumer text collate "C" not null,
  filter text collate "C" not null,
  heard_until timestamptz not null,
  primary key (consumer, filter)
);
