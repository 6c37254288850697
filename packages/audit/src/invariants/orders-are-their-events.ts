import {
  orderCancelled,
  orderCancelRequested,
  orderConfirmed,
  orderPlaced,
  orderRejected,
} from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const ordersAreTheirEvents = defineInvariant({
  name: 'orders-are-their-events',
  id: 'I10',
  title: 'each version of an order is an event, and the reverse',
  meaning:
    'An order has as many versions as events, and the status that they tell; no event is about an order that is not there.',
  holds: 'always',
  about: ['order'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'order')) }],
});

/** The refusal of an order is its one version; later orders under its id are refused too, without another version. */
const sqlOf = (hasAll: string): string => `
  select coalesce(order_id, told_id) as subject,
    case
      when order_id is null then format('%s events about an order that is not there', told)
      when known and (told_status is distinct from status or version <> told + (status = 'rejected')::int)
        then format('%s at version %s; by its %s events it is %s', status, version, told, coalesce(told_status, 'unknown'))
    end as problem,
    order_id is null or known as known
  from (
    select o.order_id, e.told_id, o.status, o.version, coalesce(e.told, 0) as told,
      case
        when e.confirmed > 0 then 'confirmed' when e.cancelled > 0 then 'cancelled' when e.placed > 0 then 'placed'
        when e.refused > 0 then 'rejected' when e.wished > 0 then 'cancel-requested'
      end as told_status,
      ${hasAll} or (e.wished = jsonb_array_length(o.cancel_requests) and e.placed + e.refused + e.wished > 0) as known
    from "order".orders o
    full join (
      select key collate "C" as told_id, count(*) filter (where not (${isEvent(orderRejected)})) as told,
        count(*) filter (where ${isEvent(orderPlaced)}) as placed, count(*) filter (where ${isEvent(orderConfirmed)}) as confirmed,
        count(*) filter (where ${isEvent(orderCancelled)}) as cancelled, count(*) filter (where ${isEvent(orderCancelRequested)}) as wished,
        count(*) filter (where ${isEvent(orderRejected)} and data->>'subjectId' = key) as refused
      from "order".outbox
      where ${[orderPlaced, orderConfirmed, orderCancelled, orderCancelRequested, orderRejected].map((contract) => isEvent(contract)).join(' or ')}
      group by key
    ) e on e.told_id = o.order_id
    where o.order_id is not null or e.told > 0
  ) both_sides`;
