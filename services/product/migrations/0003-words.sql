-- What a search looks for: the words of a product, so that each word of the search is the beginning of one of them. ASCII punctuation separates words, also in
-- "tea-001", where Postgres would find a negative number. No stemming and no ranking: a catalogue is read in the order of its SKUs, and this index tells which
-- products to read. A change of price leaves the words and their index alone.
alter table products add column words tsvector not null generated always as (
  to_tsvector('simple', regexp_replace((sku || ' ' || name || ' ' || description) collate "C", '[!-/:-@[-`{-~]+', ' ', 'g'))
) stored;
create index products_words on products using gin (words);
