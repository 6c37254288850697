import { defineInvariant } from '../define-invariant.ts';

export const stockIsWhatOrdersHold = defineInvariant({
  name: 'stock-is-what-orders-hold',
  id: 'I3',
  title: 'what is reserved is reserved for orders',
  meaning:
    'The pieces of an article that are reserved and handed over are those of the reservations that say so.',
  holds: 'always',
  about: ['inventory'],
  looks: () => [{ sql }],
});

const sql = `
  select coalesce(s.sku, held.sku) as subject,
    case when coalesce(s.reserved, 0) <> coalesce(held.reserved, 0) or coalesce(s.committed, 0) <> coalesce(held.committed, 0)
      then format('%s reserved and %s handed over, by the reservations %s and %s', coalesce(s.reserved, 0), coalesce(s.committed, 0),
        coalesce(held.reserved, 0), coalesce(held.committed, 0)) end as problem
  from inventory.stock s
  full join (
    select line.sku collate "C" as sku, sum(line.quantity) filter (where r.status = 'reserved') as reserved,
      sum(line.quantity) filter (where r.status = 'committed') as committed
    from inventory.reservations r, jsonb_to_recordset(r.lines) as line (sku text, quantity bigint)
    where r.status in ('reserved', 'committed') group by 1
  ) held on held.sku = s.sku`;
