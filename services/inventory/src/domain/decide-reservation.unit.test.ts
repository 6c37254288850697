import { stockRejected, stockReserved } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideReservation } from './decide-reservation.ts';
import { levelWith, noStock, reservationWith, stockOf } from './inventory.fixtures.ts';
import type { ReservationStatus } from './reservation.ts';

const unitPrice = { amount: 100, currency: 'EUR' };
const order = {
  orderId: 'o-1',
  customerId: 'c-1',
  total: { amount: 300, currency: 'EUR' },
  paymentMethod: 'pm_card_visa',
  lines: [
    { sku: 'tea', quantity: 2, unitPrice },
    { sku: 'cup', quantity: 1, unitPrice },
  ],
};
const lines = [
  { sku: 'tea', quantity: 2 },
  { sku: 'cup', quantity: 1 },
];

const payment = {
  customerId: 'c-1',
  lines: order.lines,
  amount: { amount: 300, currency: 'EUR' },
  paymentMethod: 'pm_card_visa',
};

describe('reserving stock for a placed order', () => {
  it('given enough of everything, sets every line aside', () => {
    expect(decideReservation(undefined, order, stockOf({ tea: 2, cup: 9 }))).toEqual({
      save: {
        reservations: [{ orderId: 'o-1', status: 'reserved', lines, version: 1 }],
        stock: [levelWith('tea', 0, 2), levelWith('cup', 8, 1)],
      },
      emit: [stockReserved.of({ orderId: 'o-1', lines, payment })],
    });
  });

  it('given one line short, sets nothing aside', () => {
    expect(decideReservation(undefined, order, stockOf({ tea: 1, cup: 9 }))).toEqual({
      save: { reservations: [{ orderId: 'o-1', status: 'rejected', lines: [], version: 1 }] },
      emit: [
        stockRejected.of({
          orderId: 'o-1',
          shortages: [{ sku: 'tea', requested: 2, available: 1 }],
        }),
      ],
    });
  });

  it('lists every shortage, counting an unknown article as none available', () => {
    const decision = decideReservation(undefined, order, stockOf({ tea: 1 }));
    expect(decision).toMatchObject({
      emit: [
        {
          data: {
            shortages: [
              { sku: 'tea', requested: 2, available: 1 },
              { sku: 'cup', requested: 1, available: 0 },
            ],
          },
        },
      ],
    });
  });

  it('judges two lines of one article together', () => {
    const twice = {
      ...order,
      lines: [
        { sku: 'tea', quantity: 2 },
        { sku: 'tea', quantity: 3 },
      ].map((line) => ({ ...line, unitPrice })),
    };
    expect(decideReservation(undefined, twice, stockOf({ tea: 4 }))).toMatchObject({
      emit: [{ data: { shortages: [{ sku: 'tea', requested: 5, available: 4 }] } }],
    });
    expect(decideReservation(undefined, twice, stockOf({ tea: 5 }))).toMatchObject({
      save: { stock: [levelWith('tea', 0, 5)] },
      emit: [{ data: { lines: [{ sku: 'tea', quantity: 5 }] } }],
    });
  });

  it('given a cancellation that came first, reserves nothing', () => {
    const known = reservationWith({ status: 'void', lines: [], version: 0 });
    expect(decideReservation(known, order, stockOf({ tea: 9, cup: 9 }))).toEqual({
      ignored: 'order o-1 was cancelled before it arrived here',
    });
  });

  it.each<ReservationStatus>(['reserved', 'rejected', 'released', 'committed'])(
    'given a reservation that is %s, a repeated arrival changes nothing',
    (status) => {
      const decision = decideReservation(reservationWith({ status }), order, noStock);
      expect(decision).toEqual({ ignored: `order o-1 was decided before: ${status}` });
    },
  );
});
