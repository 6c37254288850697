import { describe, expect, it } from 'vitest';
import { RAMP, reasonToStop, redriveParams, stepSize } from './redrive-job.ts';

describe('the steps of a redrive', () => {
  it('grow along the ramp and keep its last size', () => {
    const sizes = [0, 1, 2, 3, 6, 7, 99].map((step) => stepSize({ ramp: RAMP, step, rate: null }));
    expect(sizes).toEqual([1, 2, 5, 20, 500, 500, 500]);
  });

  it('are no larger than what the rate lets through in a few seconds', () => {
    const sizes = [0, 3, 6].map((step) => stepSize({ ramp: RAMP, step, rate: 2 }));
    expect(sizes).toEqual([1, 10, 10]);
    expect(stepSize({ ramp: [200], step: 0, rate: 0.01 })).toBe(1);
  });
});

describe('a redrive stops', () => {
  it.each([
    [0.2, 5, 1, false],
    [0.2, 5, 2, true],
    [0, 20, 1, true],
    [0, 20, 0, false],
    [1, 20, 20, false],
  ])('above a share of %d: %d letters, %d failed → %s', (stopAbove, letters, failed, stops) => {
    expect(reasonToStop({ step: 3, stopAbove }, letters, failed) !== undefined).toBe(stops);
  });

  it('and says where', () => {
    expect(reasonToStop({ step: 1, stopAbove: 0.2 }, 2, 2)).toBe(
      'step 2: 2 of 2 failed again, more than 20 %',
    );
  });
});

describe('a wish for a redrive', () => {
  const id = '019a2c1e-77aa-7cc4-9d05-0242ac120002';
  it.each([
    [{}, false],
    [{ id }, true],
    [{ group: 'abc' }, true],
    [{ group: 'abc', reaction: 'charge' }, true],
    [{ all: true }, true],
    [{ id, all: true }, false],
    [{ id, group: 'abc' }, false],
    [{ all: true, ramp: [] }, false],
    [{ all: true, ramp: [1, 2, 5] }, true],
    [{ all: true, ramp: true, rate: 0 }, false],
  ])('%o is understood: %s', (wish, isUnderstood) => {
    expect(redriveParams.safeParse(wish).success).toBe(isUnderstood);
  });
});
