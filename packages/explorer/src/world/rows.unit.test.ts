import { messageOf } from '@murmuration/choreography';
import { orderConfirmed, orderPlaced } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { load } from './rows.ts';
import { sagaShop } from './shop.ts';

const inventory = sagaShop().services.find(({ name }) => name === 'inventory');
const reactionNamed = (name: string) => {
  const found = inventory?.reactions.find((reaction) => reaction.name === name);
  if (inventory === undefined || found === undefined) throw new Error(`there is no ${name}`);
  return { stores: inventory.stores, reaction: found };
};
const lines = [{ sku: 'tea-001', quantity: 1 }];
const rows = {
  'reservations/o-1': { orderId: 'o-1', status: 'reserved', lines, version: 1 },
  'stock/tea-001': { sku: 'tea-001', onHand: 0 },
};

describe('what a reaction is given', () => {
  it('are the rows that it names, also those whose keys come from other rows', () => {
    const { stores, reaction } = reactionNamed('commit-stock-when-order-confirmed');
    const state = load(
      stores,
      reaction,
      messageOf(orderConfirmed, orderConfirmed.examples[0] ?? raise()),
      rows,
    );
    expect(state['stock']?.get('tea-001')).toBe(rows['stock/tea-001']);
  });

  it('are no others: to look at them is a mistake', () => {
    const { stores, reaction } = reactionNamed('reserve-stock-when-order-placed');
    const state = load(
      stores,
      reaction,
      messageOf(orderPlaced, orderPlaced.examples[0] ?? raise()),
      rows,
    );
    expect(() => state['stock']?.get('tea-999')).toThrow('was not loaded');
  });
});

function raise(): never {
  throw new Error('the contract has no example');
}
