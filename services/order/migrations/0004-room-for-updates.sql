-- Room on every page for the versions that an order goes through: an update finds its place beside the row that it replaces, and no index is touched.
-- At 80, two of three updates went to another page, which costs twice as much.
alter table orders set (fillfactor = 50);
