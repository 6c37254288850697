import { getOrder } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import {
  awaitedOrder,
  cancelledOrder,
  confirmedOrder,
  placedOrder,
  rejectedOrder,
  wantedOrder,
} from '../domain/order.fixtures.ts';
import { orderViewOf } from './order-view.ts';

const wish = { by: 'ada', note: '' };

describe('the view of an order', () => {
  it('tells what was ordered, for how much, and until when it may wait', () => {
    expect(orderViewOf(placedOrder())).toEqual({
      orderId: 'o-1',
      customerId: 'ada',
      status: 'placed',
      lines: wantedOrder().lines,
      total: { amount: 2_380, currency: 'EUR' },
      placedAt: '2026-01-05T09:00:00.000Z',
      deadline: '2026-01-05T09:15:00.000Z',
      closedAt: null,
      cancellation: null,
      rejection: null,
      version: 1,
    });
  });

  it('tells why an order was rejected or cancelled', () => {
    expect(orderViewOf(rejectedOrder()).rejection?.[0]?.code).toBe('unknown_product');
    expect(orderViewOf(cancelledOrder()).cancellation?.reason).toBe('requested');
  });

  it.each([awaitedOrder(wish), placedOrder(), confirmedOrder(), cancelledOrder(), rejectedOrder()])(
    'is what the query contract promises when the order is $status',
    (order) => {
      const view = orderViewOf(order);
      expect(getOrder.result.parse(view)).toEqual(view);
    },
  );
});
