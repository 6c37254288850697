import { describe, expect, test } from 'vitest';
import { endOf } from '../demo/verdict.ts';
import { isSettled, type OrderPicture } from './order-picture.ts';

type Order = NonNullable<OrderPicture['order']>;
type Payment = NonNullable<OrderPicture['payment']>;
type Reservation = NonNullable<OrderPicture['reservation']>;

const total = { amount: 690, currency: 'EUR' };

function picture(
  status: Order['status'],
  stock: Reservation['status'] | undefined,
  money: Payment['status'] | undefined,
  sums: Partial<Payment> = {},
): OrderPicture {
  return {
    order: {
      orderId: 'o-1',
      customerId: 'c-1',
      status,
      lines: [],
      total,
      placedAt: null,
      deadline: null,
      closedAt: null,
      cancellation: status === 'cancelled' ? { reason: 'requested', detail: '' } : null,
      rejection:
        status === 'rejected' ? [{ field: '$', code: 'price_changed', message: '' }] : null,
      version: 1,
    },
    reservation:
      stock === undefined ? null : { orderId: 'o-1', status: stock, lines: [], version: 1 },
    payment: money === undefined ? null : { ...payment(money), ...sums },
    notifications: [],
  };
}

function payment(status: Payment['status']): Payment {
  const captured = status === 'captured' ? total.amount : 0;
  const orderId = 'o-1';
  const sums = { amount: total, captured, refunded: 0, refunds: [] };
  return { orderId, status, ...sums, balanced: true, version: 1 };
}

const openRefund: Payment['refunds'] = [
  { refundId: 'r', amount: 690, status: 'requested', reason: 'x', lines: [] },
];

describe('isSettled', () => {
  test.each([
    ['confirmed, committed, captured', picture('confirmed', 'committed', 'captured')],
    ['rejected', picture('rejected', undefined, undefined)],
    ['cancelled and short', picture('cancelled', 'rejected', 'voided')],
    ['cancelled before anything happened', picture('cancelled', 'void', 'voided')],
    ['declined and released', picture('cancelled', 'released', 'declined')],
    ['refunded', picture('cancelled', 'released', 'captured', { refunded: 690 })],
  ])('%s: settled', (_, one) => expect(isSettled(one)).toBe(true));

  test.each([
    ['placed', picture('placed', 'reserved', 'charging')],
    ['confirmed, not yet committed', picture('confirmed', 'reserved', 'captured')],
    [
      'confirmed, refund open',
      picture('confirmed', 'committed', 'captured', { refunds: openRefund }),
    ],
    ['cancelled, stock held', picture('cancelled', 'reserved', 'voided')],
    ['cancelled, inventory has not heard of it', picture('cancelled', undefined, 'voided')],
    ['cancelled, charge under way', picture('cancelled', 'released', 'charging')],
    ['cancelled, money kept', picture('cancelled', 'released', 'captured')],
  ])('%s: not settled', (_, one) => expect(isSettled(one)).toBe(false));
});

describe('endOf', () => {
  test('names the end and its reason', () => {
    expect(endOf(picture('confirmed', 'committed', 'captured'))).toBe('confirmed');
    expect(endOf(picture('cancelled', 'void', 'voided'))).toBe('cancelled: requested');
    expect(endOf(picture('rejected', undefined, undefined))).toBe('rejected: price_changed');
    expect(endOf(picture('placed', 'reserved', 'charging'))).toBe('not settled: placed');
  });

  test('does not hide that a confirmed order was charged twice', () => {
    const twice = picture('confirmed', 'committed', 'captured', { captured: 1_380 });
    expect(endOf(twice)).toBe('confirmed, BUT captured 1380 of 690');
  });

  test('does not hide that a rejected order was charged or that a ledger is off', () => {
    expect(endOf(picture('rejected', undefined, 'captured'))).toContain('BUT kept 690');
    expect(endOf(picture('rejected', undefined, 'voided', { balanced: false }))).toContain(
      'ledger',
    );
  });
});
