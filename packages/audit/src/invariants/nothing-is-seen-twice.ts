import { defineInvariant } from '../define-invariant.ts';
import { literal, tableOf } from '../shop/tables.ts';

export const nothingIsSeenTwice = defineInvariant({
  name: 'nothing-is-seen-twice',
  id: 'I9',
  title: 'no reaction has seen an event twice',
  meaning:
    'No inbox has two rows for one event and reaction, and the primary key that makes it so is in force on each day of it.',
  holds: 'always',
  about: [],
  looks: ({ services }) =>
    services.flatMap(({ name }) => [{ sql: rowsOf(name) }, { sql: keysOf(name) }]),
});

const rowsOf = (service: string): string => `
  select format('%s at %s of %s', event_id, reaction, ${literal(service)}) as subject,
    case when count(*) > 1 then format('%s rows', count(*)) end as problem
  from ${tableOf(service, 'inbox')} group by event_id, reaction`;

const keysOf = (service: string): string => `
  select format('the key of %s.%s', ${literal(service)}, day.relname) as subject,
    case when not exists (
        select from pg_index i where i.indrelid = day.oid and i.indisprimary and i.indisvalid and i.indisready)
      then 'no primary key is in force' end as problem
  from pg_inherits h join pg_class day on day.oid = h.inhrelid
  where h.inhparent = ${literal(tableOf(service, 'inbox'))}::regclass`;
