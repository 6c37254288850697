import { orderConfirmed, orderDeadlineReached } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideConfirmation } from './decide-confirmation.ts';
import {
  awaitedOrder,
  cancelledOrder,
  confirmedOrder,
  now,
  placedOrder,
  rejectedOrder,
} from './order.fixtures.ts';

describe('confirming an order when its payment is captured', () => {
  it('given a placed order, confirms it and drops its deadline', () => {
    expect(decideConfirmation(placedOrder(), 'o-1', now)).toEqual({
      save: { orders: [confirmedOrder()] },
      emit: [
        orderConfirmed.of({
          orderId: 'o-1',
          customerId: 'ada',
          total: { amount: 2_380, currency: 'EUR' },
          confirmedAt: now.toISOString(),
        }),
      ],
      unschedule: [{ event: orderDeadlineReached, key: 'o-1' }],
    });
  });

  it.each([
    ['none', undefined, 'no order o-1 was ever placed'],
    ['a cancelled', cancelledOrder(), 'was cancelled before; payment gives the money back'],
    ['a confirmed', confirmedOrder(), 'is confirmed already'],
    ['an awaited', awaitedOrder(), 'cannot be paid: it is cancel-requested'],
    ['a rejected', rejectedOrder(), 'cannot be paid: it is rejected'],
  ])('given %s order, changes nothing and says why', (_which, order, reason) => {
    const decision = decideConfirmation(order, 'o-1', now);
    expect(Object.keys(decision)).toEqual(['ignored']);
    expect(decision.ignored).toContain(reason);
  });
});
