-- No row here belongs to a person: who may ask for stock and reservations is said by the queries.
grant select on stock, reservations to murmuration_inventory_reader;
