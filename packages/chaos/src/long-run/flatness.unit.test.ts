import { describe, expect, it } from 'vitest';
import { flatnessOf, median } from './flatness.ts';

const seconds = Array.from({ length: 400 }, (_, at) => at);
const seriesOf = (value: (at: number) => number) => ({ at: seconds, values: seconds.map(value) });
const tight = { share: 0.1, extra: 0 };

describe('a figure over time', () => {
  it('is flat when it swings about the same value, whatever it did while it warmed up', () => {
    const swinging = seriesOf((at) => (at < 100 ? at : 100 + (at % 20)));
    expect(flatnessOf(swinging, tight)).toMatchObject({ isFlat: true, most: 119 });
  });

  it('is not when it grows, even slowly', () => {
    const growing = seriesOf((at) => 100 + at / 15);
    const { isFlat, quarters } = flatnessOf(growing, tight);
    expect(isFlat).toBe(false);
    expect(quarters.map(Math.round)).toEqual([103, 110, 117, 123]);
  });

  it('may grow by what is allowed for small ones', () => {
    const small = seriesOf((at) => at / 100);
    expect(flatnessOf(small, tight).isFlat).toBe(false);
    expect(flatnessOf(small, { share: 0.1, extra: 5 }).isFlat).toBe(true);
  });

  it('that was never measured is flat', () => {
    expect(flatnessOf({ at: [], values: [] }, tight)).toMatchObject({ isFlat: true, most: 0 });
  });
});

describe('the median', () => {
  it.each([
    [[], 0],
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, wanted) => {
    expect(median(values)).toBe(wanted);
  });
});
