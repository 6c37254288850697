import { describe, expect, it } from 'vitest';
import { growingDelay } from './growing-delay.ts';

describe('a growing delay', () => {
  it('doubles up to its bound', () => {
    const most = [0, 1, 2, 3, 4, 5, 99].map((attempt) => growingDelay(attempt, 50, 1_000, () => 1));
    expect(most).toEqual([50, 100, 200, 400, 800, 1_000, 1_000]);
  });

  it('lies in the upper half of its range', () => {
    expect(growingDelay(2, 50, 1_000, () => 0)).toBe(100);
    expect(growingDelay(9, 50, 1_000, () => 0.5)).toBe(750);
  });
});
