import { defineInvariant } from '../define-invariant.ts';
import { WAS_GIVEN_BACK } from '../shop/refunds.ts';

export const everyEndWasTold = defineInvariant({
  name: 'every-end-was-told',
  id: 'I7',
  title: 'every customer was told of every end, once',
  meaning:
    'Each confirmed or cancelled order and each refund that was given back, also one that failed afterwards, has exactly one mail that was sent, or that is recorded as failed because it can never be.',
  holds: 'drained',
  about: ['order', 'payment', 'notification'],
  looks: () => [{ sql }],
});

const sql = `
  select format('%s of %s for order %s', kind, subject_id, order_id) as subject,
    case
      when mails is null then 'no mail'
      when is_due is null then format('%s for nothing', states)
      when mails <> 1 or ended <> 1 then format('%s mails: %s', mails, states)
    end as problem
  from (
    select order_id, case status when 'confirmed' then 'confirmed' else 'cancelled' end as kind, order_id as subject_id, true as is_due
    from "order".orders where status in ('confirmed', 'cancelled')
    union all
    select order_id, 'refunded', refund_id, true from payment.refunds where ${WAS_GIVEN_BACK}
  ) due
  full join (
    select c.order_id, item.kind, item."subjectId" collate "C" as subject_id, count(*) as mails, string_agg(item.status, ', ') as states,
      count(*) filter (where item.status in ('sent', 'failed')) as ended
    from notification.correspondence c, jsonb_to_recordset(c.items) as item (kind text, "subjectId" text, status text)
    group by 1, 2, 3
  ) written using (order_id, kind, subject_id)`;
