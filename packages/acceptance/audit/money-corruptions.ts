import type { ProviderLedger, ProviderOrder } from '@murmuration/audit';
import { CONFIRMED, type Corruption } from './corruption.ts';

type Change = (order: ProviderOrder) => Partial<ProviderOrder>;

const isPaid = ({ captured, refunded }: ProviderOrder): boolean => captured > 0 && refunded === 0;

/** The first order for which money was taken and kept. */
const paidOnce =
  (change: Change) =>
  (ledger: ProviderLedger): ProviderLedger => {
    const chosen = ledger.find(isPaid);
    return ledger.map((order) => (order === chosen ? { ...order, ...change(order) } : order));
  };
const withStranger =
  (captured: number, refunded: number) =>
  (ledger: ProviderLedger): ProviderLedger => [
    ...ledger,
    { orderId: 'nobody’s', charges: captured > 0 ? 1 : 0, captured, refunded },
  ];

/** I1, I2, I2b. */
export const moneyCorruptions: readonly Corruption[] = [
  {
    what: 'the provider has charged an order twice',
    seenBy: ['one-charge-per-order'],
    ledger: paidOnce(() => ({ charges: 2 })),
  },
  {
    what: 'the provider has charged an order twice, also in the midst of traffic',
    seenBy: ['one-charge-per-order'],
    ledger: paidOnce(() => ({ charges: 2 })),
    drained: false,
  },
  {
    what: 'the provider has given back more than it took',
    seenBy: ['never-more-back-than-captured'],
    ledger: paidOnce(({ captured }) => ({ refunded: captured + 1 })),
    drained: false,
  },
  {
    what: 'the provider knows nothing of a charge that we have booked',
    seenBy: ['booked-money-is-at-the-provider'],
    ledger: paidOnce(() => ({ charges: 0, captured: 0 })),
    drained: false,
  },
  {
    what: 'the provider has taken less than the total',
    seenBy: ['booked-money-is-at-the-provider', 'money-follows-the-order'],
    ledger: paidOnce(({ captured }) => ({ captured: captured - 1 })),
  },
  {
    what: 'the provider has given back what nobody asked for',
    seenBy: ['money-follows-the-order'],
    ledger: paidOnce(() => ({ refunded: 1 })),
  },
  {
    what: 'the provider has charged for an order that is not there',
    seenBy: ['money-follows-the-order'],
    ledger: withStranger(500, 0),
  },
  {
    what: 'a transaction of the ledger does not balance',
    seenBy: ['transactions-balance'],
    sql: `update payment.ledger set amount = amount + 1 where transaction_id = 'capture:' || ${CONFIRMED} and account like 'customer:%'`,
  },
  {
    what: 'a capture is missing in the ledger',
    seenBy: ['books-hold-every-movement'],
    sql: `delete from payment.ledger where transaction_id = 'capture:' || ${CONFIRMED}`,
  },
  {
    what: 'the ledger has a transaction for nothing',
    seenBy: ['books-hold-every-movement'],
    sql: `insert into payment.ledger (entry_id, transaction_id, order_id, account, amount, currency, recorded_at)
      select 'more:' || account, 'more', 'o', account, amount, 'EUR', now() from (values ('provider', 5), ('customer:ada', -5)) as entry (account, amount)`,
  },
  {
    what: 'the ledger has another sum than was captured',
    seenBy: ['books-hold-every-movement'],
    sql: `update payment.ledger set amount = amount * 2 where transaction_id = 'capture:' || ${CONFIRMED}`,
  },
];
