import { defineInvariant } from '../define-invariant.ts';
import { isOnPage, LEDGER_PAGE, lookPageByPage } from '../provider/ledger-pages.ts';

/** The ledger was read after the database, and it only grows: so this holds in the midst of traffic too. */
export const bookedMoneyIsAtTheProvider = defineInvariant({
  name: 'booked-money-is-at-the-provider',
  id: 'I2',
  title: 'what we booked, the provider has',
  meaning: 'Whatever payment has recorded as captured or refunded stands in the provider’s ledger.',
  holds: 'always',
  about: ['payment'],
  comparesWith: 'provider',
  looks: ({ provider }) => lookPageByPage(provider, sql),
});

const sql = `
  select p.order_id as subject,
    case
      when p.captured > coalesce(ledger.captured, 0)
        then format('%s booked as captured, %s at the provider', p.captured, coalesce(ledger.captured, 0))
      when p.refunded > coalesce(ledger.refunded, 0)
        then format('%s booked as refunded, %s at the provider', p.refunded, coalesce(ledger.refunded, 0))
    end as problem
  from payment.payments p
  left join ${LEDGER_PAGE} on ledger.order_id collate "C" = p.order_id
  where p.captured > 0 and ${isOnPage('p.order_id')}`;
