import { notificationFailed, notificationSent } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const mailsAreTheirEvents = defineInvariant({
  name: 'mails-are-their-events',
  id: 'I10',
  title: 'each mail that was sent or failed was told of, and the reverse',
  meaning:
    'For each order and kind of mail, as many mails are recorded as sent, and as failed, as events tell.',
  holds: 'always',
  about: ['notification'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'notification')) }],
});

const sqlOf = (hasAll: string): string => `
  select format('%s for order %s', kind, order_id) as subject,
    case when (coalesce(sent, 0), coalesce(failed, 0)) is distinct from (coalesce(told_sent, 0), coalesce(told_failed, 0))
        and (${hasAll} or coalesce(told_sent, 0) > coalesce(sent, 0) or coalesce(told_failed, 0) > coalesce(failed, 0))
      then format('%s sent and %s failed; told were %s and %s', coalesce(sent, 0), coalesce(failed, 0), coalesce(told_sent, 0), coalesce(told_failed, 0))
    end as problem,
    ${hasAll} or told_sent is not null as known
  from (
    select c.order_id, item.kind, count(*) filter (where item.status = 'sent') as sent, count(*) filter (where item.status = 'failed') as failed
    from notification.correspondence c, jsonb_to_recordset(c.items) as item (kind text, status text) group by 1, 2
  ) written
  full join (
    select key collate "C" as order_id, data->>'kind' as kind, count(*) filter (where ${isEvent(notificationSent)}) as told_sent,
      count(*) filter (where ${isEvent(notificationFailed)}) as told_failed
    from notification.outbox where ${isEvent(notificationSent)} or ${isEvent(notificationFailed)} group by 1, 2
  ) told using (order_id, kind)`;
