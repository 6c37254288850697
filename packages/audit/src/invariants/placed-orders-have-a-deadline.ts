import { orderDeadlineReached } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { isEvent, literal } from '../shop/tables.ts';

/** An order that lost its timer would be found only when it is long late. */
export const placedOrdersHaveADeadline = defineInvariant({
  name: 'placed-orders-have-a-deadline',
  id: 'I5',
  title: 'every order under way has its timer',
  meaning:
    'For each placed order there is the timer that will end it at its deadline, or it has gone off.',
  holds: 'always',
  about: ['order'],
  looks: () => [{ sql }],
});

const sql = `
  select o.order_id as subject,
    case when o.status = 'placed'
        and not exists (select from "order".timer t where t.event = ${literal(orderDeadlineReached.name)} and t.key = o.order_id)
        and not exists (select from "order".outbox e where ${isEvent(orderDeadlineReached, 'e')} and e.key = o.order_id collate "C")
      then 'no timer will end it' end as problem
  from "order".orders o where o.deadline is not null`;
