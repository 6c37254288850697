import { defineInvariant } from '../define-invariant.ts';
import { isOnPage, LEDGER_PAGE, lookPageByPage } from '../provider/ledger-pages.ts';

export const moneyFollowsTheOrder = defineInvariant({
  name: 'money-follows-the-order',
  id: 'I2',
  title: 'the money is where the order’s end says',
  meaning:
    'A confirmed order has its total captured, and refunded what was asked for and did not fail; every other has as much refunded as captured, but for what failed; and payment knows these sums.',
  holds: 'drained',
  about: ['order', 'payment'],
  comparesWith: 'provider',
  looks: ({ provider }) => lookPageByPage(provider, sql),
});

const orders = `(select order_id, status, total_amount from "order".orders where ${isOnPage('order_id')})`;
const payments = `(select order_id, captured, refunded from payment.payments where ${isOnPage('order_id')})`;
const asked = `(
  select order_id, coalesce(sum(amount) filter (where status <> 'failed'), 0) as amount, coalesce(sum(amount) filter (where status = 'failed'), 0) as failed
  from payment.refunds where ${isOnPage('order_id')} group by order_id)`;

const sql = `
  select order_id as subject,
    case
      when status is null and captured + booked_captured > 0 then format('%s captured for an order that is not there', captured)
      when status = 'confirmed' and (captured <> total or refunded <> asked)
        then format('confirmed: %s captured and %s refunded of a total of %s, of which %s were to be refunded', captured, refunded, total, asked)
      when status is distinct from 'confirmed' and captured - refunded not between 0 and failed
        then format('%s: %s captured, %s refunded, %s in refunds that failed', coalesce(status, 'unknown'), captured, refunded, failed)
      when captured <> booked_captured or refunded <> booked_refunded or failed <> booked_failed
        then format('%s captured, %s refunded and %s failed at the provider; %s, %s and %s are booked',
          captured, refunded, failed, booked_captured, booked_refunded, booked_failed)
    end as problem
  from (
    select coalesce(o.order_id, p.order_id, ledger.order_id collate "C") as order_id, o.status, coalesce(o.total_amount, 0) as total,
      coalesce(ledger.captured, 0) as captured, coalesce(ledger.refunded, 0) as refunded, coalesce(ledger.failed, 0) as failed,
      coalesce(p.captured, 0) as booked_captured, coalesce(p.refunded, 0) as booked_refunded, coalesce(a.amount, 0) as asked,
      coalesce(a.failed, 0) as booked_failed
    from ${orders} o
    full join ${payments} p on p.order_id = o.order_id
    full join ${LEDGER_PAGE} on ledger.order_id collate "C" = coalesce(o.order_id, p.order_id)
    left join ${asked} a on a.order_id = coalesce(o.order_id, p.order_id)
  ) sums`;
