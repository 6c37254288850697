import { defineInvariant } from '../define-invariant.ts';
import { isOnPage, LEDGER_PAGE, lookPageByPage } from '../provider/ledger-pages.ts';

/**
 * The ledger was read after the database. Charges and refunds are only added to it; refunds fail there before we hear of it, and stay failed. So this holds in
 * the midst of traffic too.
 */
export const bookedMoneyIsAtTheProvider = defineInvariant({
  name: 'booked-money-is-at-the-provider',
  id: 'I2',
  title: 'what we booked, the provider has',
  meaning:
    'Whatever payment has recorded as captured, refunded or failed stands in the provider’s ledger; there a refund may have failed since.',
  holds: 'always',
  about: ['payment'],
  comparesWith: 'provider',
  looks: ({ provider }) => lookPageByPage(provider, sql),
});

const failures = `(
  select order_id, sum(amount) as amount from payment.refunds where status = 'failed' and ${isOnPage('order_id')} group by order_id)`;

const sql = `
  select p.order_id as subject,
    case
      when p.captured > coalesce(ledger.captured, 0)
        then format('%s booked as captured, %s at the provider', p.captured, coalesce(ledger.captured, 0))
      when p.refunded + coalesce(f.amount, 0) > coalesce(ledger.refunded + ledger.failed, 0)
        then format('%s booked as refunded and %s as failed, %s and %s at the provider',
          p.refunded, coalesce(f.amount, 0), coalesce(ledger.refunded, 0), coalesce(ledger.failed, 0))
      when f.amount > coalesce(ledger.failed, 0)
        then format('%s booked as failed, %s at the provider', f.amount, coalesce(ledger.failed, 0))
    end as problem
  from payment.payments p
  left join ${LEDGER_PAGE} on ledger.order_id collate "C" = p.order_id
  left join ${failures} f on f.order_id = p.order_id
  where p.captured > 0 and ${isOnPage('p.order_id')}`;
