import {
  stockCommitted,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const reservationsAreTheirEvents = defineInvariant({
  name: 'reservations-are-their-events',
  id: 'I10',
  title: 'each version of a reservation is an event, and the reverse',
  meaning:
    'A reservation has as many versions as events, and the status that they tell; one that a cancellation forestalled has none.',
  holds: 'always',
  about: ['inventory'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'inventory')) }],
});

const steps = [stockReserved, stockRejected, stockReleased, stockCommitted];

const sqlOf = (hasAll: string): string => `
  select coalesce(order_id, told_id) as subject,
    case
      when order_id is null then format('told as %s, and there is no reservation', told_status)
      when known and (version <> told or status <> told_status)
        then format('%s at version %s; by its %s events it is %s', status, version, told, told_status)
    end as problem,
    order_id is null or known as known
  from (
    select r.order_id, e.told_id, r.status, r.version, coalesce(e.told, 0) as told,
      case when e.committed > 0 then 'committed' when e.released > 0 then 'released' when e.rejected > 0 then 'rejected'
        when e.reserved > 0 then 'reserved' else 'void' end as told_status,
      ${hasAll} or coalesce(e.reserved + e.rejected > 0, false) as known
    from inventory.reservations r
    full join (
      select key collate "C" as told_id, count(*) as told, count(*) filter (where ${isEvent(stockReserved)}) as reserved,
        count(*) filter (where ${isEvent(stockRejected)}) as rejected, count(*) filter (where ${isEvent(stockReleased)}) as released,
        count(*) filter (where ${isEvent(stockCommitted)}) as committed
      from inventory.outbox where ${steps.map((contract) => isEvent(contract)).join(' or ')} group by key
    ) e on e.told_id = r.order_id
  ) both_sides`;
