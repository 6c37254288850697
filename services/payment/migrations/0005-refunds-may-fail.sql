-- The customer's bank may send a refund back, days after the provider has taken it over: then the money is owed again.
alter table refunds
  drop constraint refunds_status_check,
  add constraint refunds_status_check check (status in ('requested', 'refunded', 'failed')),
  add column failure text,
  add constraint failed_for_a_reason check ((status = 'failed') = (failure is not null));

-- What staff look through: few, among all refunds that there ever were.
create index failed_refunds on refunds (requested_at, refund_id) where status = 'failed';
