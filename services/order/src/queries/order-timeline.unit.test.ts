import { getOrderTimeline } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import {
  awaitedOrder,
  cancelledOrder,
  confirmedOrder,
  placedOrder,
  rejectedOrder,
} from '../domain/order.fixtures.ts';
import { orderTimelineOf } from './order-timeline.ts';

const placed = { what: 'placed', at: '2026-01-05T09:00:00.000Z', detail: '' };

describe('the timeline of an order', () => {
  it('begins when it is placed, and says until when it will be decided', () => {
    expect(orderTimelineOf(placedOrder())).toEqual({
      orderId: 'o-1',
      entries: [placed],
      decidedBy: '2026-01-05T09:15:00.000Z',
      version: 1,
    });
  });

  it('ends when it is confirmed', () => {
    const { entries, decidedBy } = orderTimelineOf(confirmedOrder());
    expect(entries).toEqual([
      placed,
      { what: 'confirmed', at: '2026-01-05T09:00:02.000Z', detail: '' },
    ]);
    expect(decidedBy).toBeNull();
  });

  it('says why it was cancelled', () => {
    const because = (detail: string) =>
      orderTimelineOf(cancelledOrder({ cancellation: { reason: 'out-of-stock', detail } }));
    expect(because('tea: 2 wanted, 1 available').entries.at(-1)).toEqual({
      what: 'cancelled',
      at: '2026-01-05T09:00:02.000Z',
      detail: 'out-of-stock: tea: 2 wanted, 1 available',
    });
    expect(because('').entries.at(-1)?.detail).toBe('out-of-stock');
  });

  it('of a rejected order is its end alone, with all reasons', () => {
    const rejected = rejectedOrder();
    const [entry, ...others] = orderTimelineOf(rejected).entries;
    expect(others).toEqual([]);
    expect(entry?.what).toBe('rejected');
    for (const { message } of rejected.rejection ?? []) expect(entry?.detail).toContain(message);
  });

  const wish = { by: 'ada', note: '' };
  it.each([awaitedOrder(wish), placedOrder(), confirmedOrder(), cancelledOrder(), rejectedOrder()])(
    'is what the query contract promises when the order is $status',
    (order) => {
      const timeline = orderTimelineOf(order);
      expect(getOrderTimeline.result.parse(timeline)).toEqual(timeline);
    },
  );
});
