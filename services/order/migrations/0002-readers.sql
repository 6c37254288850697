-- A customer's orders are shown to the customer. A cancellation that came before its order is nobody's yet.
alter table orders enable row level security;
create policy readers on orders for select to murmuration_order_reader using (reader_sees(customer_id));
grant select on orders to murmuration_order_reader;
