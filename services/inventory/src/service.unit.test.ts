import { fixedContext, messageOf, viewsOf } from '@murmuration/choreography';
import {
  getReservation,
  getStock,
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  restock,
} from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { levelWith, reservationWith } from './domain/inventory.fixtures.ts';
import { commitStockWhenOrderConfirmed } from './reactions/commit-stock-when-order-confirmed.ts';
import { releaseStockWhenOrderCancelled } from './reactions/release-stock-when-order-cancelled.ts';
import { reserveStockWhenOrderPlaced } from './reactions/reserve-stock-when-order-placed.ts';
import { restockReaction } from './reactions/restock.ts';
import { reservations, stock } from './store/schema.ts';

const placed = messageOf(orderPlaced, {
  orderId: 'o-1',
  customerId: 'c-1',
  lines: ['tea', 'cup'].map((sku) => ({
    sku,
    quantity: 1,
    unitPrice: { amount: 5, currency: 'EUR' },
  })),
  total: { amount: 10, currency: 'EUR' },
  paymentMethod: 'pm_card_visa',
  placedAt: '2026-01-05T09:00:00.000Z',
  deadline: '2026-01-05T09:15:00.000Z',
});
const cancelled = messageOf(orderCancelled, {
  orderId: 'o-1',
  customerId: 'c-1',
  reason: 'requested',
  detail: '',
  cancelledAt: '2026-01-05T09:01:00.000Z',
});
const confirmed = messageOf(orderConfirmed, {
  orderId: 'o-1',
  customerId: 'c-1',
  total: { amount: 10, currency: 'EUR' },
  confirmedAt: '2026-01-05T09:01:00.000Z',
});
const nothing = viewsOf({ reservations, stock });
const held = viewsOf(
  { reservations, stock },
  { reservations: [reservationWith()], stock: [levelWith('tea', 3, 2)] },
);

describe('the reactions of inventory', () => {
  it('lock the reservation of the order', () => {
    expect(reserveStockWhenOrderPlaced.keys.reservations(placed, nothing)).toBe('o-1');
    expect(releaseStockWhenOrderCancelled.keys.reservations(cancelled, nothing)).toBe('o-1');
    expect(commitStockWhenOrderConfirmed.keys.reservations(confirmed, nothing)).toBe('o-1');
  });

  it('lock the stock of the lines: from the order when it is placed, from its reservation when it ends', () => {
    expect(reserveStockWhenOrderPlaced.keys.stock(placed, nothing)).toEqual(['tea', 'cup']);
    expect(releaseStockWhenOrderCancelled.keys.stock(cancelled, held)).toEqual(['tea']);
    expect(commitStockWhenOrderConfirmed.keys.stock(confirmed, held)).toEqual(['tea']);
    expect(releaseStockWhenOrderCancelled.keys.stock(cancelled, nothing)).toEqual([]);
  });

  it('book a delivery under its SKU', () => {
    const delivery = messageOf(restock, { restockId: 'd-1', sku: 'tea', quantity: 5 });
    const empty = viewsOf({ stock });
    expect(restockReaction.keys.stock(delivery, empty)).toBe('tea');
    const decision = restockReaction.decide(delivery, empty, fixedContext());
    expect(decision.save?.stock).toEqual([levelWith('tea', 5)]);
  });
});

describe('the states of inventory', () => {
  it('are what the query contracts promise', () => {
    expect(() => getStock.result.parse(levelWith('tea', 3, 2))).not.toThrow();
    expect(() => getReservation.result.parse(reservationWith())).not.toThrow();
  });
});
