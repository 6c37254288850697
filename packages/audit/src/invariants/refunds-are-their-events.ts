import { paymentRefunded, refundRequested } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const refundsAreTheirEvents = defineInvariant({
  name: 'refunds-are-their-events',
  id: 'I10',
  title: 'each version of a refund is an event, and the reverse',
  meaning: 'A refund was told as asked for once, and as given back once if it was.',
  holds: 'always',
  about: ['payment'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'payment')) }],
});

const sqlOf = (hasAll: string): string => `
  select coalesce(refund_id, told_id) as subject,
    case
      when refund_id is null then format('told of %s times, and there is no refund', asked + given)
      when known and (asked <> 1 or given <> (status = 'refunded')::int or version <> asked + given or amount is distinct from told_amount)
        then format('%s, %s, at version %s; told %s times as asked for and %s times as given back, of %s', amount, status, version, asked, given, told_amount)
    end as problem,
    refund_id is null or known as known
  from (
    select r.refund_id, e.told_id, r.amount, r.status, r.version, coalesce(e.asked, 0) as asked, coalesce(e.given, 0) as given, e.amount as told_amount,
      ${hasAll} or coalesce(e.asked > 0, false) as known
    from payment.refunds r
    full join (
      select (data->>'refundId') collate "C" as told_id, count(*) filter (where ${isEvent(refundRequested)}) as asked,
        count(*) filter (where ${isEvent(paymentRefunded)}) as given, max((data->'amount'->>'amount')::bigint) as amount
      from payment.outbox where ${isEvent(refundRequested)} or ${isEvent(paymentRefunded)} group by 1
    ) e on e.told_id = r.refund_id
  ) both_sides`;
