import { paymentRefunded, refundFailed, refundRequested } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const refundsAreTheirEvents = defineInvariant({
  name: 'refunds-are-their-events',
  id: 'I10',
  title: 'each version of a refund is an event, and the reverse',
  meaning:
    'A refund was told as asked for once, and as given back once if it was; a failed one was told as failed, and no failure was handled without effect.',
  holds: 'always',
  about: ['payment'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'payment')) }],
});

const events = [refundRequested, paymentRefunded, refundFailed];

/**
 * The provider may tell of a failure more than once, and before we have recorded that the money was given back. Once told, it is booked a moment later.
 */
const sqlOf = (hasAll: string): string => `
  select coalesce(refund_id, told_id) as subject,
    case
      when refund_id is null then format('told of %s times, and there is no refund', asked + given + failures)
      when known and (asked <> 1 or given > 1 or status <> 'failed' and given <> (status = 'refunded')::int
          or version <> asked + given + (status = 'failed')::int or amount is distinct from told_amount)
        then format('%s, %s, at version %s; told %s times as asked for and %s times as given back, of %s', amount, status, version, asked, given, told_amount)
      when known and status = 'failed' and failures = 0 then 'failed, which was never told'
      when status <> 'failed' and handled > 0 then format('%s; that it failed was told and handled', status)
    end as problem,
    refund_id is null or known as known
  from (
    select r.refund_id, e.told_id, r.amount, r.status, r.version, coalesce(e.asked, 0) as asked, coalesce(e.given, 0) as given, e.amount as told_amount,
      coalesce(e.failures, 0) as failures, coalesce(e.handled, 0) as handled,
      ${hasAll} or coalesce(e.asked > 0, false) as known
    from payment.refunds r
    full join (
      select (data->>'refundId') collate "C" as told_id, count(*) filter (where ${isEvent(refundRequested)}) as asked,
        count(*) filter (where ${isEvent(paymentRefunded)}) as given, max((data->'amount'->>'amount')::bigint) as amount,
        count(*) filter (where ${isEvent(refundFailed)}) as failures,
        count(*) filter (where ${isEvent(refundFailed)} and exists (select from payment.inbox seen where seen.event_id = o.id)) as handled
      from payment.outbox o where ${events.map((contract) => isEvent(contract)).join(' or ')} group by 1
    ) e on e.told_id = r.refund_id
  ) both_sides`;
