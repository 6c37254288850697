import { orderCancelled, orderDeadlineReached } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import {
  deadlinePassed,
  decideCancellation,
  outOfStock,
  paymentRefused,
} from './decide-cancellation.ts';
import { cancelledOrder, now, ordersNotPlaced, placedOrder } from './order.fixtures.ts';

const causes = [
  outOfStock([
    { sku: 'tea', requested: 2, available: 1 },
    { sku: 'cup', requested: 1, available: 0 },
  ]),
  paymentRefused('Your card has insufficient funds.'),
  deadlinePassed(placedOrder()),
];

describe('cancelling an order for something that happened to it', () => {
  it.each(causes)('given a placed order, cancels it: $reason', (cancellation) => {
    expect(decideCancellation(placedOrder(), cancellation, now)).toEqual({
      save: { orders: [cancelledOrder({ cancellation })] },
      emit: [
        orderCancelled.of({
          orderId: 'o-1',
          customerId: 'ada',
          ...cancellation,
          cancelledAt: now.toISOString(),
        }),
      ],
      unschedule: [{ event: orderDeadlineReached, key: 'o-1' }],
    });
  });

  it.each(ordersNotPlaced)('given a $status order, changes nothing', (order) => {
    for (const cause of causes) {
      expect(decideCancellation(order, cause, now)).toEqual({
        ignored: `order o-1 is ${order.status}`,
      });
    }
  });

  it('given no order, changes nothing', () => {
    expect(decideCancellation(undefined, deadlinePassed(undefined), now)).toEqual({
      ignored: 'no such order was ever placed',
    });
  });

  it('tells people why', () => {
    expect(causes.map((cause) => [cause.reason, cause.detail])).toEqual([
      ['out-of-stock', 'tea: 2 wanted, 1 available; cup: 1 wanted, 0 available'],
      ['payment-declined', 'Your card has insufficient funds.'],
      ['deadline-passed', 'not confirmed by 2026-01-05T09:15:00.000Z'],
    ]);
  });
});
