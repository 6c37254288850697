-- Several services of the tests have these tables.
do $$
declare
  reader text := format('murmuration_%s_reader', current_schema());
begin
  execute format('grant select on account to %I', reader);
  alter table transfer enable row level security;
  execute format('create policy readers on transfer for select to %I using (reader_sees(id))', reader);
  execute format('grant select on transfer to %I', reader);
end $$;
