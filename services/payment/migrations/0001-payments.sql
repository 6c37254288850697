create table payments (
  order_id           text collate "C" primary key,
  status             text not null check (status in ('awaiting', 'charging', 'captured', 'declined', 'voided')),
  amount             bigint check (amount >= 0),
  currency           text,
  payment_method     text,
  customer_id        text,
  reserved           boolean not null,
  cancelled          boolean not null,
  claimed_by         text,
  claimed_at         timestamptz,
  provider_reference text,
  captured           bigint not null check (captured >= 0),
  refunded           bigint not null check (refunded >= 0),
  refund_pending     bigint not null check (refund_pending >= 0),
  version            integer not null check (version >= 1),
  constraint never_more_back_than_captured check (refunded + refund_pending <= captured),
  constraint terms_come_together check (num_nulls(amount, currency, payment_method, customer_id) in (0, 4)),
  constraint begun_with_known_terms check (status in ('awaiting', 'voided') or amount is not null),
  constraint claimed_while_charging check (status <> 'charging' or (claimed_by is not null and claimed_at is not null)),
  constraint captured_in_full check (captured = case status when 'captured' then amount else 0 end)
) with (fillfactor = 70);

create table refunds (
  refund_id          text collate "C" primary key,
  order_id           text collate "C" not null references payments,
  amount             bigint not null check (amount > 0),
  currency           text not null,
  reason             text not null,
  status             text not null check (status in ('requested', 'refunded')),
  requested_at       timestamptz not null,
  provider_reference text,
  version            integer not null check (version >= 1),
  constraint refunded_at_the_provider check (status <> 'refunded' or provider_reference is not null)
) with (fillfactor = 80);

create index refunds_of_order on refunds (order_id);

-- Double entry, append only: the entries of each transaction sum to zero per currency.
create table ledger (
  entry_id       text collate "C" primary key,
  transaction_id text collate "C" not null,
  order_id       text collate "C" not null,
  account        text collate "C" not null,
  amount         bigint not null check (amount <> 0),
  currency       text not null,
  recorded_at    timestamptz not null,
  constraint one_entry_per_account check (entry_id = transaction_id || ':' || account)
);

create index ledger_of_order on ledger (order_id);
