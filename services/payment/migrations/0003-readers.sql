-- A payment is shown to the customer who pays; its refunds and its entries in the ledger to whoever sees the payment.
alter table payments enable row level security;
alter table refunds enable row level security;
alter table ledger enable row level security;
create policy readers on payments for select to murmuration_payment_reader using (reader_sees(customer_id));
create policy readers on refunds for select to murmuration_payment_reader
  using (exists (select from payments p where p.order_id = refunds.order_id));
create policy readers on ledger for select to murmuration_payment_reader
  using (exists (select from payments p where p.order_id = ledger.order_id));
grant select on payments, refunds, ledger to murmuration_payment_reader;

-- What is in the books stays in the books.
revoke all on ledger from murmuration_payment;
grant select, insert on ledger to murmuration_payment;
