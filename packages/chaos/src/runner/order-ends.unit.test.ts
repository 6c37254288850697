import { describe, expect, it } from 'vitest';
import { buyer } from '../load/plans.ts';
import { judgeEnds } from './order-ends.ts';

const ARTICLE = { sku: 'tea', price: { amount: 500, currency: 'EUR' } };
const customer = buyer('o-1', ARTICLE);

describe('the judge of how orders ended', () => {
  it('is content with an end that the customer can have expected', () => {
    expect(judgeEnds([customer], new Map([['o-1', 'confirmed']]), [])).toEqual([]);
  });

  it('finds an order without an end, and one with another end', () => {
    expect(judgeEnds([customer], new Map(), [])).toEqual([
      { invariant: 'I5', what: 'o-1 (buys) has no end' },
    ]);
    const ends = new Map([['o-1', 'cancelled: deadline-passed']]);
    expect(judgeEnds([customer], ends, [])).toEqual([
      { invariant: 'I5', what: 'o-1 (buys) is cancelled: deadline-passed' },
    ]);
    expect(judgeEnds([customer], ends, ['cancelled: deadline-passed'])).toEqual([]);
  });

  it('names a few and counts the rest', () => {
    const many = Array.from({ length: 30 }, (_, at) => buyer(`o-${at}`, ARTICLE));
    const findings = judgeEnds(many, new Map(), []);
    expect(findings).toHaveLength(11);
    expect(findings.at(-1)?.what).toBe('and 20 more orders');
  });
});
