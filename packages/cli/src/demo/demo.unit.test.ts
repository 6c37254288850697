import { describe, expect, test } from 'vitest';
import { plan } from './plan.ts';
import { scenarios } from './scenarios.ts';
import { percentile, type Played, summarize, summaryText } from './summary.ts';

describe('plan', () => {
  test('shows every kind of order before it repeats one', () => {
    expect(new Set(plan(scenarios.length))).toEqual(new Set(scenarios));
  });

  test('mixes kinds by their shares', () => {
    const mixed = plan(40);
    expect(mixed).toHaveLength(40);
    for (const scenario of scenarios) {
      expect(mixed.filter((one) => one === scenario)).toHaveLength(scenario.share * 2);
    }
  });

  test('makes as few orders as were asked for', () => expect(plan(1)).toHaveLength(1));
});

describe('summarize', () => {
  const played = (title: string, seen: string, orderId: string): Played => ({
    orderId,
    title,
    expected: 'confirmed',
    seen,
    tookMs: 1,
  });

  test('counts kinds, and names an order for each unexpected end', () => {
    const rows = summarize([
      played('ordinary', 'confirmed', 'o-1'),
      played('ordinary', 'not settled: placed', 'o-2'),
      played('ordinary', 'not settled: placed', 'o-3'),
      played('refund', 'confirmed', 'o-4'),
    ]);
    expect(rows).toEqual([
      {
        title: 'ordinary',
        expected: 'confirmed',
        orders: 3,
        asExpected: 1,
        otherwise: ['not settled: placed (o-2)'],
      },
      { title: 'refund', expected: 'confirmed', orders: 1, asExpected: 1, otherwise: [] },
    ]);
    const [, bad, good] = summaryText(rows).split('\n');
    expect(bad).toMatch(/^BAD.*o-2/);
    expect(good).toMatch(/^ok /);
  });
});

test('percentile takes the value at that share', () => {
  expect(percentile([30, 10, 20, 40], 0.5)).toBe(30);
  expect(percentile([30, 10, 20, 40], 0.95)).toBe(40);
  expect(percentile([], 0.5)).toBe(0);
});
