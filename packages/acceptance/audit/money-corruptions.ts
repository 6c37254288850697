import type { ProviderLedger, ProviderOrder } from '@murmuration/audit';
import { CONFIRMED, type Corruption, FAILED_REFUND } from './corruption.ts';

type Change = (order: ProviderOrder) => Partial<ProviderOrder>;

/** Changes the first order of the ledger that is as it has to be for that. */
const firstThat =
  (isRight: (order: ProviderOrder) => boolean) =>
  (change: Change) =>
  (ledger: ProviderLedger): ProviderLedger => {
    const chosen = ledger.find(isRight);
    return ledger.map((order) => (order === chosen ? { ...order, ...change(order) } : order));
  };

/** The first order for which money was taken and kept. */
const paidOnce = firstThat(
  ({ captured, refunded, failed }) => captured > 0 && refunded + failed === 0,
);
/** The first order of which some money was given back. */
const refundedInPart = firstThat(({ captured, refunded }) => refunded > 0 && refunded < captured);
/** The first order whose refund of everything failed: it was cancelled. */
const keptInVain = firstThat(({ captured, failed }) => failed > 0 && failed === captured);
/** The first order with a refund that failed. */
const refundedInVain = firstThat(({ failed }) => failed > 0);

const withStranger =
  (captured: number, refunded: number) =>
  (ledger: ProviderLedger): ProviderLedger => [
    ...ledger,
    { orderId: 'nobody’s', charges: captured > 0 ? 1 : 0, captured, refunded, failed: 0 },
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
    what: 'a refund has failed of which we know nothing',
    seenBy: ['money-follows-the-order'],
    ledger: refundedInPart(({ refunded }) => ({ refunded: 0, failed: refunded })),
  },
  {
    what: 'nothing, when a refund has failed of which we know nothing yet',
    seenBy: [],
    ledger: refundedInPart(({ refunded }) => ({ refunded: 0, failed: refunded })),
    drained: false,
  },
  {
    what: 'the provider has kept more of a cancelled order than came back',
    seenBy: ['booked-money-is-at-the-provider', 'money-follows-the-order'],
    ledger: keptInVain(({ failed }) => ({ failed: failed - 1 })),
  },
  {
    what: 'the provider knows nothing of a failure that we have booked',
    seenBy: ['booked-money-is-at-the-provider'],
    ledger: refundedInVain(({ failed }) => ({ refunded: failed, failed: 0 })),
    drained: false,
  },
  {
    what: 'a refund that failed counts as refunded again',
    seenBy: [
      'booked-money-is-at-the-provider',
      'money-follows-the-order',
      'payments-are-their-events',
    ],
    sql: `update payment.payments p set refunded = p.refunded + r.amount from payment.refunds r
      where r.order_id = p.order_id and r.refund_id = ${FAILED_REFUND}`,
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
    what: 'what came back of a refund that failed is missing in the ledger',
    seenBy: ['books-hold-every-movement'],
    sql: `delete from payment.ledger where transaction_id = 'refund-failed:' || ${FAILED_REFUND}`,
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
