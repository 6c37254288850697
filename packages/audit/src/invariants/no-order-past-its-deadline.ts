import { defineInvariant } from '../define-invariant.ts';

export const noOrderPastItsDeadline = defineInvariant({
  name: 'no-order-past-its-deadline',
  id: 'I5',
  title: 'no order is unfinished past its deadline',
  meaning: 'Every order whose deadline is over has ended.',
  holds: 'drained',
  about: ['order'],
  looks: ({ boundSeconds }) => [{ sql, parameters: [boundSeconds] }],
});

const sql = `
  select order_id as subject,
    case when status = 'placed' and deadline < now() - make_interval(secs => $1::int)
      then format('still placed, its deadline was %s', deadline) end as problem
  from "order".orders where deadline is not null`;
