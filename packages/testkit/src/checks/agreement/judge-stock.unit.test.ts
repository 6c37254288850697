import { describe, expect, it } from 'vitest';
import { judgeStock } from './judge-stock.ts';
import { cancelled, confirmed } from './pictures.examples.ts';

const orders = [confirmed, cancelled].flatMap(({ order }) => order ?? []);
const stock = { sku: 'tea', onHand: 8, reserved: 0, committed: 2, restocked: 10, version: 2 };

describe('the judge of stock', () => {
  it('is content when the pieces add up and confirmed orders have theirs', () => {
    expect(judgeStock('tea', stock, orders)).toEqual([]);
  });

  it('is content when nothing ever came in and nothing was sold', () => {
    expect(judgeStock('pot', null, orders)).toEqual([]);
  });

  it.each([
    ['8 + 0 + 2 pieces of 11', { restocked: 11 }],
    ['1 reserved', { reserved: 1, onHand: 7 }],
    ['3 committed; confirmed orders took 2', { committed: 3, onHand: 7 }],
    ['-1 on hand', { onHand: -1, restocked: 1 }],
  ])('finds %s', (finding, change) => {
    expect(judgeStock('tea', { ...stock, ...change }, orders).join('\n')).toContain(finding);
  });
});
