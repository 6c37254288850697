-- Lists of orders are read newest first, a page after a moment and an id. The moment is a column of its own that no transition changes: an index on one that
-- changes would make every confirmation write to all indexes. So no index knows the status either; a list of one status skips the others on its way.
alter table orders add column created_at timestamptz generated always as (coalesce(placed_at, closed_at)) stored;
create index orders_of_customer on orders (customer_id, created_at, order_id);
create index orders_by_time on orders (created_at, order_id);
