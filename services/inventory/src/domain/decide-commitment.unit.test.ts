import { stockCommitted } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideCommitment } from './decide-commitment.ts';
import { levelWith, noStock, reservationWith } from './inventory.fixtures.ts';

const stock = new Map([['tea', levelWith('tea', 3, 2)]]);

describe('committing the stock of a confirmed order', () => {
  it('given a reservation, hands its lines over', () => {
    const { lines } = reservationWith();
    expect(decideCommitment(reservationWith(), 'o-1', stock)).toEqual({
      save: {
        reservations: [reservationWith({ status: 'committed', version: 2 })],
        stock: [{ sku: 'tea', onHand: 3, reserved: 0, committed: 2, restocked: 5, version: 3 }],
      },
      emit: [stockCommitted.of({ orderId: 'o-1', lines })],
    });
  });

  it('given no reservation, changes nothing: an order confirms only after it was reserved for', () => {
    expect(decideCommitment(undefined, 'o-1', noStock)).toEqual({
      ignored: 'order o-1 cannot be confirmed: nothing was reserved for it',
    });
  });

  it.each([
    ['committed', 'the stock of order o-1 was handed over before'],
    ['rejected', 'order o-1 cannot be confirmed: its reservation is rejected'],
    ['released', 'order o-1 cannot be confirmed: its reservation is released'],
    ['void', 'order o-1 cannot be confirmed: its reservation is void'],
  ] as const)('given a reservation that is %s, changes nothing', (status, reason) => {
    expect(decideCommitment(reservationWith({ status }), 'o-1', stock)).toEqual({
      ignored: reason,
    });
  });
});
