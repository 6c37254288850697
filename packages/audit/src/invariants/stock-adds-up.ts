import { defineInvariant } from '../define-invariant.ts';

export const stockAddsUp = defineInvariant({
  name: 'stock-adds-up',
  id: 'I3',
  title: 'every piece of every article is accounted for',
  meaning:
    'Nothing is sold that is not there: pieces on hand are not negative, and with those reserved and handed over they are all that ever came in.',
  holds: 'always',
  about: ['inventory'],
  looks: () => [{ sql }],
});

const sql = `
  select sku as subject,
    case when on_hand < 0 or reserved < 0 or committed < 0 or on_hand + reserved + committed <> restocked
      then format('%s on hand, %s reserved, %s handed over of %s that came in', on_hand, reserved, committed, restocked) end as problem
  from inventory.stock`;
