import { defineInvariant } from '../define-invariant.ts';
import { AND_BOUNDS, LEDGER_PAGE, lookPageByPage } from '../provider/ledger-pages.ts';

export const oneChargePerOrder = defineInvariant({
  name: 'one-charge-per-order',
  id: 'I1',
  title: 'no order was charged twice',
  meaning: 'In the payment provider’s own ledger, no order has more than one successful charge.',
  holds: 'always',
  about: [],
  comparesWith: 'provider',
  looks: ({ provider }) => lookPageByPage(provider, sql),
});

const sql = `
  select ledger.order_id as subject,
    case when ledger.charges > 1 then format('charged %s times, %s in all', ledger.charges, ledger.captured) end as problem
  from ${LEDGER_PAGE} ${AND_BOUNDS}`;
