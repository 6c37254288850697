-- The catalogue is everybody's.
grant select on products to murmuration_product_reader;
