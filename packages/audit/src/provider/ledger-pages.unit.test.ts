import { describe, expect, it } from 'vitest';
import { lookPageByPage } from './ledger-pages.ts';

const order = (orderId: string) => ({ orderId, charges: 1, captured: 500, refunded: 0, failed: 0 });
const boundsOf = (ids: readonly string[], size: number): readonly unknown[] =>
  lookPageByPage(ids.map(order), 'select', size).map(({ parameters = [] }) => [
    parameters[0],
    ...parameters.slice(5),
  ]);

describe('the pages of a ledger', () => {
  it('follow each other without a gap, from the first order that there can be to the last', () => {
    expect(boundsOf(['c', 'a', 'b', 'e', 'd'], 2)).toEqual([
      [['a', 'b'], null, 'b'],
      [['c', 'd'], 'b', 'd'],
      [['e'], 'd', null],
    ]);
  });

  it('are one, for all orders, when the ledger is empty', () => {
    expect(boundsOf([], 2)).toEqual([[[], null, null]]);
  });

  it('leave no empty one behind when the last is full', () => {
    expect(boundsOf(['a', 'b'], 2)).toEqual([[['a', 'b'], null, null]]);
  });

  it('are sorted as the database sorts bytes', () => {
    expect(boundsOf(['ä', 'Z', '\u{1F426}', '\uFFFD', 'a'], 9)).toEqual([
      [['Z', 'a', 'ä', '\uFFFD', '\u{1F426}'], null, null],
    ]);
  });
});
