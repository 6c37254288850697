import { describe, expect, it } from 'vitest';
import { cancelledOrder, confirmedOrder, now, placedOrder } from '../domain/order.fixtures.ts';
import { sagaDuration } from './saga-duration.ts';

const outcome = (name: string) => ({ outcome: name });

describe('the duration of an order', () => {
  it('is told when it ends, by how it ended', () => {
    const told = { value: 2, attributes: outcome('confirmed') };
    expect(sagaDuration.read(confirmedOrder(), placedOrder())).toEqual(told);
    expect(sagaDuration.read(cancelledOrder(), placedOrder())?.attributes).toEqual(
      outcome('cancelled'),
    );
  });

  it('is told when it was placed and cancelled in one batch', () => {
    expect(sagaDuration.read(cancelledOrder(), undefined)?.value).toBe(2);
  });

  it('is nothing for an order that was refused', () => {
    const rejected = { ...confirmedOrder(), status: 'rejected', placedAt: null } as const;
    expect(sagaDuration.read(rejected, undefined)).toEqual({
      value: 0,
      attributes: outcome('rejected'),
    });
  });

  it('is not told while the order is open, nor twice', () => {
    expect(sagaDuration.read(placedOrder(), undefined)).toBeUndefined();
    const changed = { ...cancelledOrder(), version: 3, closedAt: now };
    expect(sagaDuration.read(changed, cancelledOrder())).toBeUndefined();
  });
});
