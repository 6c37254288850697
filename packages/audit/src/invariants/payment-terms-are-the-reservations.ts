import { stockReserved } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const paymentTermsAreTheReservations = defineInvariant({
  name: 'payment-terms-are-the-reservations',
  id: 'I6',
  title: 'payment charges what was reserved',
  meaning:
    'The sum, the lines and the customer of each payment are those that came with the reservation of its order.',
  holds: 'drained',
  about: ['payment', 'inventory'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'inventory')) }],
});

/** A payment that was cancelled before its reservation was heard of may have learned the terms or not. */
const sqlOf = (hasAll: string): string => `
  select coalesce(p.order_id, told.order_id) as subject,
    case
      when p.order_id is null then 'reserved, and payment knows nothing of it'
      when told.order_id is null and ${hasAll} and p.amount is not null then format('%s is to be paid, nothing was reserved', p.amount)
      when told.order_id is not null and p.amount is null and p.status <> 'voided' then 'reserved, and payment does not know the terms'
      when told.order_id is not null and p.amount is not null
          and (p.amount, p.currency, p.customer_id, p.payment_method) is distinct from (told.amount, told.currency, told.customer_id, told.payment_method)
        then format('%s %s of %s, told was %s %s of %s', p.amount, p.currency, p.customer_id, told.amount, told.currency, told.customer_id)
      when told.order_id is not null and p.amount is not null and p.pieces is distinct from told.pieces
        then format('the lines are %s, told was %s', p.pieces, told.pieces)
    end as problem,
    ${hasAll} or told.order_id is not null as known
  from (
    select order_id, status, amount, currency, customer_id, payment_method,
      (select string_agg(l.quantity || ' ' || l.sku || ' at ' || l."unitPrice", ', ' order by at)
        from rows from (jsonb_to_recordset(lines) as (sku text, quantity bigint, "unitPrice" bigint)) with ordinality as l (sku, quantity, "unitPrice", at)) as pieces
    from payment.payments
  ) p
  full join (
    select key collate "C" as order_id, (terms->'amount'->>'amount')::bigint as amount, terms->'amount'->>'currency' as currency,
      terms->>'customerId' as customer_id, terms->>'paymentMethod' as payment_method,
      (select string_agg((l.line->>'quantity') || ' ' || (l.line->>'sku') || ' at ' || (l.line->'unitPrice'->>'amount'), ', ' order by at)
        from json_array_elements(terms->'lines') with ordinality as l (line, at)) as pieces
    from (select key, data->'payment' as terms from inventory.outbox where ${isEvent(stockReserved)}) reserved
  ) told on told.order_id = p.order_id`;
