import { restocked, stockCommitted, stockReleased, stockReserved } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const stockIsItsEvents = defineInvariant({
  name: 'stock-is-its-events',
  id: 'I6',
  title: 'stock is what its events add up to',
  meaning:
    'Replayed from nothing, deliveries, reservations, releases and handings over give the stock level of each article, and as many changes as its version counts.',
  holds: 'always',
  about: ['inventory'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'inventory')) }],
});

const perOrder = [stockReserved, stockReleased, stockCommitted];

const sqlOf = (hasAll: string): string => `
  select coalesce(s.sku, replayed.sku) as subject,
    case when ${hasAll} and (coalesce(s.on_hand, 0), coalesce(s.reserved, 0), coalesce(s.committed, 0), coalesce(s.restocked, 0), coalesce(s.version, 0))
        is distinct from (replayed.on_hand, replayed.reserved, replayed.committed, replayed.restocked, replayed.version)
      then format('%s on hand, %s reserved, %s handed over, %s came in, version %s; by the events %s, %s, %s, %s, version %s',
        s.on_hand, s.reserved, s.committed, s.restocked, s.version,
        replayed.on_hand, replayed.reserved, replayed.committed, replayed.restocked, replayed.version)
    end as problem,
    ${hasAll} as known
  from inventory.stock s
  full join (
    select sku, sum(hand) as on_hand, sum(aside) as reserved, sum(gone) as committed, sum(came) as restocked, count(*) as version
    from (
      select key collate "C" as sku, (data->>'quantity')::bigint as hand, 0 as aside, 0 as gone, (data->>'quantity')::bigint as came
      from inventory.outbox where ${isEvent(restocked)}
      union all
      select line.sku collate "C", line.quantity * step.hand, line.quantity * step.aside, line.quantity * step.gone, 0
      from (
        select data->'lines' as lines,
          case when ${isEvent(stockReserved)} then -1 when ${isEvent(stockReleased)} then 1 else 0 end as hand,
          case when ${isEvent(stockReserved)} then 1 else -1 end as aside,
          case when ${isEvent(stockCommitted)} then 1 else 0 end as gone
        from inventory.outbox where ${perOrder.map((contract) => isEvent(contract)).join(' or ')}
      ) step, json_to_recordset(step.lines) as line (sku text, quantity bigint)
    ) steps group by sku
  ) replayed on replayed.sku = s.sku`;
