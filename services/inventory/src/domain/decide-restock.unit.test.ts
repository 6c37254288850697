import { restocked } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decideRestock } from './decide-restock.ts';
import { levelWith } from './inventory.fixtures.ts';

const delivery = { restockId: 'd-1', sku: 'tea', quantity: 5 };

describe('booking a delivery', () => {
  it('given an article that never came in, begins its stock level', () => {
    expect(decideRestock(undefined, delivery)).toEqual({
      save: { stock: [levelWith('tea', 5)] },
      emit: [restocked.of({ ...delivery, onHand: 5 })],
    });
  });

  it('given a stock level, adds to what is on hand and touches nothing that is reserved', () => {
    expect(decideRestock(levelWith('tea', 1, 2), delivery)).toEqual({
      save: {
        stock: [{ sku: 'tea', onHand: 6, reserved: 2, committed: 0, restocked: 8, version: 3 }],
      },
      emit: [restocked.of({ ...delivery, onHand: 6 })],
    });
  });
});
