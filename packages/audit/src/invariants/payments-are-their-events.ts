import { paymentCaptured, paymentDeclined, paymentRefunded } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const paymentsAreTheirEvents = defineInvariant({
  name: 'payments-are-their-events',
  id: 'I10',
  title: 'each end of a payment is an event, and the reverse',
  meaning:
    'A captured payment was told as captured once, with its sum, a declined one as declined; what was refunded is the sum of the events that tell of it, without refunds that failed afterwards.',
  holds: 'always',
  about: ['payment'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'payment')) }],
});

const ends = [paymentCaptured, paymentDeclined, paymentRefunded];

const sqlOf = (hasAll: string): string => `
  select coalesce(order_id, told_id) as subject,
    case
      when order_id is null then 'told of, and there is no payment'
      when known and (captures <> (status = 'captured')::int or declines <> (status = 'declined')::int)
        then format('it is %s; told %s times as captured and %s times as declined', status, captures, declines)
      when known and (captured <> told_captured or refunded <> told_refunded)
        then format('%s captured and %s refunded; told were %s and %s', captured, refunded, told_captured, told_refunded)
    end as problem,
    order_id is null or known as known
  from (
    select p.order_id, e.told_id, p.status, p.captured, p.refunded, coalesce(e.captures, 0) as captures, coalesce(e.declines, 0) as declines,
      coalesce(e.captured, 0) as told_captured, coalesce(e.refunded, 0) as told_refunded,
      ${hasAll} or coalesce(e.captures + e.declines > 0, false) as known
    from payment.payments p
    full join (
      select key collate "C" as told_id, count(*) filter (where ${isEvent(paymentCaptured)}) as captures,
        count(*) filter (where ${isEvent(paymentDeclined)}) as declines,
        sum((data->'amount'->>'amount')::bigint) filter (where ${isEvent(paymentCaptured)}) as captured,
        sum((data->'amount'->>'amount')::bigint) filter (where ${isEvent(paymentRefunded)} and r.refund_id is null) as refunded
      from payment.outbox left join payment.refunds r on r.refund_id = (data->>'refundId') collate "C" and r.status = 'failed'
      where ${ends.map((contract) => isEvent(contract)).join(' or ')} group by key
    ) e on e.told_id = p.order_id
  ) both_sides`;
