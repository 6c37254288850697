import { stockReserved } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const reservationsHoldWhatWasTold = defineInvariant({
  name: 'reservations-hold-what-was-told',
  id: 'I6',
  title: 'reservations hold what was told of them',
  meaning: 'The lines of each reservation are those of the event that told of it.',
  holds: 'always',
  about: ['inventory'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'inventory')) }],
});

const sqlOf = (hasAll: string): string => `
  select r.order_id as subject,
    case when told.lines is distinct from r.lines and (told.lines is not null or ${hasAll})
      then format('it holds %s, told was %s', r.lines, coalesce(told.lines::text, 'nothing')) end as problem,
    ${hasAll} or told.lines is not null as known
  from inventory.reservations r
  left join (
    select key collate "C" as order_id, (data->'lines')::jsonb as lines from inventory.outbox where ${isEvent(stockReserved)}
  ) told on told.order_id = r.order_id
  where r.lines <> '[]'`;
