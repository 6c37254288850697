import { notificationSent } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { isEvent } from '../shop/tables.ts';

export const atMostOneMailEach = defineInvariant({
  name: 'at-most-one-mail-each',
  id: 'I7',
  title: 'no mail is recorded as sent twice',
  meaning:
    'For each order, and for each refund of it, there is at most one mail of each kind that was recorded as sent. The mail itself is sent at least once.',
  holds: 'always',
  about: ['notification'],
  looks: () => [{ sql: items }, { sql: events }],
});

const items = `
  select format('%s of %s for order %s', item.kind, item."subjectId", c.order_id) as subject,
    case when count(*) filter (where item.status = 'sent') > 1
      then format('recorded as sent %s times', count(*) filter (where item.status = 'sent')) end as problem
  from notification.correspondence c, jsonb_to_recordset(c.items) as item (kind text, "subjectId" text, status text)
  group by c.order_id, item.kind, item."subjectId"`;

const events = `
  select 'told of ' || (data->>'messageId') as subject,
    case when count(*) > 1 then format('told as sent %s times', count(*)) end as problem
  from notification.outbox where ${isEvent(notificationSent)} group by data->>'messageId'`;
