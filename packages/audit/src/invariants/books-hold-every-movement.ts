import { defineInvariant } from '../define-invariant.ts';
import { WAS_GIVEN_BACK } from '../shop/refunds.ts';

/** A ledger in which a whole transaction is missing balances too. */
export const booksHoldEveryMovement = defineInvariant({
  name: 'books-hold-every-movement',
  id: 'I2b',
  title: 'the ledger has every payment and refund, and nothing else',
  meaning:
    'Each captured payment and each refund that was given back is one transaction of the ledger, with its amount; and one more, the other way round, if it failed afterwards.',
  holds: 'always',
  about: ['payment'],
  looks: () => [{ sql }],
});

const sql = `
  select coalesce(due.transaction_id, booked.transaction_id) as subject,
    case
      when booked.transaction_id is null then format('%s is not in the ledger', due.amount)
      when due.transaction_id is null then format('the ledger has %s for nothing', booked.amount)
      when booked.amount <> due.amount then format('the ledger has %s instead of %s', booked.amount, due.amount)
    end as problem
  from (
    select 'capture:' || order_id as transaction_id, captured as amount from payment.payments where captured > 0
    union all
    select 'refund:' || refund_id, -amount from payment.refunds where ${WAS_GIVEN_BACK}
    union all
    select 'refund-failed:' || refund_id, amount from payment.refunds where status = 'failed' and ${WAS_GIVEN_BACK}
  ) due
  full join (
    select transaction_id, sum(amount) filter (where account = 'provider') as amount from payment.ledger group by transaction_id
  ) booked on booked.transaction_id = due.transaction_id`;
