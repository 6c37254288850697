import { describe, expect, it } from 'vitest';
import { judgeOrder } from './judge-order.ts';
import type { OrderPicture } from './order-picture.ts';
import { cancelled, confirmed, refundedInVain, rejected } from './pictures.examples.ts';

const { order, reservation, payment, ledger } = confirmed;
const [charge] = ledger.charges;
if (order === null || reservation === null || payment === null || charge === undefined) {
  throw new Error('the example is not complete');
}

const withAmount = (amount: number) =>
  refundedInVain.ledger.refunds.map((refund) => ({ ...refund, amount }));
const requested = cancelled.payment?.refunds.map((refund) => ({
  ...refund,
  status: 'requested' as const,
}));

describe('the judge of an order', () => {
  it.each([confirmed, cancelled, refundedInVain, rejected])(
    'is content when all agree',
    (picture) => {
      expect(judgeOrder(picture)).toEqual([]);
    },
  );

  const corruptions: readonly (readonly [string, OrderPicture])[] = [
    ['does not exist', { ...confirmed, order: null }],
    ['is still placed', { ...confirmed, order: { ...order, status: 'placed' } }],
    ['charged 2 times', { ...confirmed, ledger: { ...ledger, charges: [charge, charge] } }],
    ['was not charged', { ...confirmed, ledger: { ...ledger, charges: [] } }],
    [
      'costs 1000 EUR and was charged 999 eur',
      { ...confirmed, ledger: { ...ledger, charges: [{ ...charge, amount: 999 }] } },
    ],
    ['payment has 0', { ...confirmed, payment: { ...payment, captured: 0 } }],
    ['does not balance', { ...confirmed, payment: { ...payment, balanced: false } }],
    ['has stock reserved', { ...confirmed, reservation: { ...reservation, status: 'reserved' } }],
    ['got 0 mails of kind confirmed instead of 1', { ...confirmed, mails: [] }],
    ['got a mail twice', { ...confirmed, mails: [...confirmed.mails, ...confirmed.mails] }],
    ['notification has 0 as sent', { ...confirmed, notifications: [] }],
    ['is cancelled, was charged 1000 and had 0 refunded', { ...cancelled, ledger }],
    [
      'is cancelled, was charged 1000 and had 0 refunded, and 900 in refunds that failed',
      { ...refundedInVain, ledger: { ...refundedInVain.ledger, refunds: withAmount(900) } },
    ],
    ['payment has 1000', { ...refundedInVain, payment: cancelled.payment }],
    [
      'has 1 refunds that are not done',
      { ...refundedInVain, payment: { ...payment, refunds: requested ?? [] } },
    ],
    [
      'got 0 mails of kind refunded instead of 1',
      { ...cancelled, mails: cancelled.mails.slice(0, 1) },
    ],
    ['is cancelled and has stock committed', { ...cancelled, reservation }],
    [
      'got 0 mails of kind cancelled instead of 1',
      { ...cancelled, mails: cancelled.mails.slice(1) },
    ],
    ['is rejected and has stock committed', { ...rejected, reservation }],
    ['is rejected and has a payment captured', { ...rejected, payment }],
    ['is rejected and got a mail', { ...rejected, mails: confirmed.mails }],
  ];

  it.each(corruptions)('finds that an order %s', (finding, picture) => {
    expect(judgeOrder(picture).join('\n')).toContain(finding);
  });

  it('lets a refund that failed be told of or not: it may have failed first', () => {
    const untold = {
      ...refundedInVain,
      notifications: refundedInVain.notifications.slice(0, 1),
      mails: refundedInVain.mails.slice(0, 1),
    };
    expect(judgeOrder(untold)).toEqual([]);
  });

  it('lets a mail come twice under the same Message-ID when told so', () => {
    const twice = { ...confirmed, mails: [...confirmed.mails, ...confirmed.mails] };
    expect(judgeOrder(twice, { repeatedMails: true })).toEqual([]);
  });
});
