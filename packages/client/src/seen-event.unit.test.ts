import { orderConfirmed, orderPlaced } from '@murmuration/contracts';
import { describe, expect, test } from 'vitest';
import { dataOf } from './seen-event.ts';

const confirmed = { type: 'order.confirmed.v1', data: orderConfirmed.examples[0] };

describe('dataOf', () => {
  test('gives the checked data of an event of that contract', () => {
    expect(dataOf(orderConfirmed, confirmed)?.total).toEqual({ amount: 1_380, currency: 'EUR' });
  });

  test('gives nothing for an event of another contract', () => {
    expect(dataOf(orderPlaced, confirmed)).toBeUndefined();
  });

  test('gives nothing for a version that it does not know', () => {
    expect(dataOf(orderConfirmed, { ...confirmed, type: 'order.confirmed.v9' })).toBeUndefined();
  });

  test('gives nothing when the body breaks the contract', () => {
    expect(dataOf(orderConfirmed, { ...confirmed, data: { orderId: 'o-1' } })).toBeUndefined();
  });
});
