import { stockReleased } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideRelease } from './decide-release.ts';
import { levelWith, noStock, reservationWith } from './inventory.fixtures.ts';
import { heldSkus } from './held-skus.ts';

const stock = new Map([['tea', levelWith('tea', 3, 2)]]);

describe('releasing the stock of a cancelled order', () => {
  it('given a reservation, puts its lines back on sale', () => {
    const { lines } = reservationWith();
    expect(decideRelease(reservationWith(), 'o-1', stock)).toEqual({
      save: {
        reservations: [reservationWith({ status: 'released', version: 2 })],
        stock: [{ ...levelWith('tea', 5), version: 3 }],
      },
      emit: [stockReleased.of({ orderId: 'o-1', lines })],
    });
  });

  it('given an order not heard of yet, remembers the cancellation and tells nobody', () => {
    expect(decideRelease(undefined, 'o-1', noStock)).toEqual({
      save: { reservations: [{ orderId: 'o-1', status: 'void', lines: [], version: 0 }] },
    });
  });

  it.each([
    ['rejected', 'nothing was ever set aside for order o-1'],
    ['released', 'order o-1 holds nothing since an earlier cancellation'],
    ['void', 'order o-1 holds nothing since an earlier cancellation'],
    ['committed', 'order o-1 cannot be cancelled: it was confirmed, which is final'],
  ] as const)('given a reservation that is %s, changes nothing', (status, reason) => {
    expect(decideRelease(reservationWith({ status }), 'o-1', stock)).toEqual({ ignored: reason });
  });
});

describe('the stock that the end of a reservation needs', () => {
  it('is that of its lines while it is reserved', () => {
    expect(heldSkus(reservationWith())).toEqual(['tea']);
  });

  it('is none when it is unknown or has ended', () => {
    expect(heldSkus(undefined)).toEqual([]);
    for (const status of ['rejected', 'released', 'committed', 'void'] as const) {
      expect(heldSkus(reservationWith({ status }))).toEqual([]);
    }
  });
});
