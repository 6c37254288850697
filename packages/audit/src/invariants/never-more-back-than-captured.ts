import { defineInvariant } from '../define-invariant.ts';
import { AND_BOUNDS, LEDGER_PAGE, lookPageByPage } from '../provider/ledger-pages.ts';

export const neverMoreBackThanCaptured = defineInvariant({
  name: 'never-more-back-than-captured',
  id: 'I2',
  title: 'nobody got back more than was taken',
  meaning:
    'In the payment provider’s own ledger, no order has more refunded than captured; a refund that failed does not count.',
  holds: 'always',
  about: [],
  comparesWith: 'provider',
  looks: ({ provider }) => lookPageByPage(provider, sql),
});

const sql = `
  select ledger.order_id as subject,
    case when ledger.refunded > ledger.captured
      then format('%s refunded of %s captured', ledger.refunded, ledger.captured) end as problem
  from ${LEDGER_PAGE} ${AND_BOUNDS}`;
