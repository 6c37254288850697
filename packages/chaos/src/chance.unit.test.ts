import { describe, expect, it } from 'vitest';
import { chanceOf } from './chance.ts';

const numbers = (seed: string): readonly number[] => {
  const chance = chanceOf(seed);
  return Array.from({ length: 50 }, () => chance.whole(0, 1_000_000));
};

describe('chance', () => {
  it('makes the same choices for the same seed, and others for another', () => {
    expect(numbers('a')).toEqual(numbers('a'));
    expect(numbers('a')).not.toEqual(numbers('b'));
  });

  it('stays within its bounds and reaches both', () => {
    const chance = chanceOf('dice');
    const thrown = Array.from({ length: 500 }, () => chance.whole(1, 6));
    expect([...new Set(thrown)].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is true about as often as it is told', () => {
    const chance = chanceOf('coin');
    const heads = Array.from({ length: 1_000 }, () => chance.is(0.2)).filter(Boolean).length;
    expect(heads).toBeGreaterThan(150);
    expect(heads).toBeLessThan(250);
  });

  it('shuffles without losing anything', () => {
    const list = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = chanceOf('cards').shuffled(list);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(list);
    expect(shuffled).not.toEqual(list);
  });

  it('gives a part choices that do not depend on what others have chosen', () => {
    const [one, other] = [chanceOf('run'), chanceOf('run')];
    one.whole(1, 100);
    expect(one.of('part').whole(0, 1_000_000)).toBe(other.of('part').whole(0, 1_000_000));
  });

  it('refuses to pick from nothing', () => {
    expect(() => chanceOf('a').pick([])).toThrow(RangeError);
  });
});
