create table products (
  sku          text collate "C" primary key,
  name         text    not null,
  description  text    not null,
  price_amount bigint  not null check (price_amount >= 0),
  currency     text    not null check (length(currency) = 3),
  status       text    not null check (status in ('on-sale', 'retired')),
  version      integer not null check (version >= 1)
) with (fillfactor = 85);
