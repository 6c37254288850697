create table orders (
  order_id        text collate "C" primary key,
  customer_id     text collate "C",
  status          text    not null check (status in ('cancel-requested', 'placed', 'confirmed', 'cancelled', 'rejected')),
  lines           jsonb   not null check (jsonb_typeof(lines) = 'array'),
  total_amount    bigint  check (total_amount >= 0),
  currency        text    check (length(currency) = 3),
  placed_at       timestamptz,
  deadline        timestamptz check (deadline > placed_at),
  closed_at       timestamptz,
  cancellation    jsonb,
  rejection       jsonb,
  cancel_requests jsonb   not null check (jsonb_typeof(cancel_requests) = 'array'),
  version         integer not null check (version >= 1),
  check ((status = 'cancel-requested') = (customer_id is null)),
  check (status in ('cancel-requested', 'rejected') or
         (total_amount is not null and currency is not null and placed_at is not null and deadline is not null)),
  check ((status in ('confirmed', 'cancelled', 'rejected')) = (closed_at is not null)),
  check ((status = 'cancelled') = (cancellation is not null)),
  check ((status = 'rejected') = (rejection is not null))
) with (fillfactor = 80);

create table products (
  sku          text collate "C" primary key,
  name         text    not null,
  price_amount bigint  not null check (price_amount >= 0),
  currency     text    not null check (length(currency) = 3),
  status       text    not null check (status in ('on-sale', 'retired')),
  version      integer not null check (version >= 1)
) with (fillfactor = 85);
