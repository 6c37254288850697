import { defineInvariant } from '../define-invariant.ts';

export const transactionsBalance = defineInvariant({
  name: 'transactions-balance',
  id: 'I2b',
  title: 'every transaction of the ledger balances',
  meaning: 'The entries of each transaction sum to zero in each currency.',
  holds: 'always',
  about: ['payment'],
  looks: () => [{ sql }],
});

const sql = `
  select transaction_id || ' in ' || currency as subject,
    case when sum(amount) <> 0 then format('%s entries sum to %s', count(*), sum(amount)) end as problem
  from payment.ledger group by transaction_id, currency`;
