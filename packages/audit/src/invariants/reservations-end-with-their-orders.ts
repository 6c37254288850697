import { defineInvariant } from '../define-invariant.ts';

export const reservationsEndWithTheirOrders = defineInvariant({
  name: 'reservations-end-with-their-orders',
  id: 'I4',
  title: 'no order that has ended holds stock',
  meaning:
    'The stock of a confirmed order was handed over, that of a cancelled one put back; a refused order never had any.',
  holds: 'drained',
  about: ['order', 'inventory'],
  looks: () => [{ sql }],
});

const sql = `
  select coalesce(o.order_id, r.order_id) as subject,
    case when not coalesce(case o.status
        when 'placed' then r.status in ('reserved', 'rejected')
        when 'confirmed' then r.status = 'committed'
        when 'cancelled' then r.status in ('released', 'rejected', 'void')
        else r.status is null
      end, false)
      then format('the order is %s, its reservation is %s', coalesce(o.status, 'not there'), coalesce(r.status, 'not there')) end as problem
  from "order".orders o
  full join inventory.reservations r on r.order_id = o.order_id`;
