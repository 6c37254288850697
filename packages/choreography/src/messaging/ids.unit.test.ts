import { describe, expect, it } from 'vitest';
import {
  continueTrace,
  isTraceparent,
  isUuid,
  newId,
  timeOfId,
  traceFrom,
  traceIdOf,
} from './ids.ts';

describe('ids', () => {
  it('say when they were made', () => {
    const before = Date.now();
    const made = timeOfId(newId());
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
    expect(timeOfId('0198c0de-0001-7000-8000-000000000001')).toBe(0x0198c0de0001);
  });

  it('sort by the time they were made', () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every(isUuid)).toBe(true);
  });
});

describe('traces', () => {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('go on under the same trace with a new span', () => {
    const next = continueTrace(parent);
    expect(isTraceparent(next)).toBe(true);
    expect(traceIdOf(next)).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(next).not.toBe(parent);
  });

  it('are handed on as they are by who makes no spans, and begun when there is none', () => {
    expect(traceFrom(parent)).toBe(parent);
    expect(isTraceparent(traceFrom(undefined))).toBe(true);
  });

  it('that nobody records stay unrecorded', () => {
    expect(continueTrace(parent.replace(/01$/, '00'))).toMatch(/-00$/);
    expect(continueTrace(parent)).toMatch(/-01$/);
  });

  it.each([undefined, '', 'nonsense', '00-XYZ-b7ad6b7169203331-01'])(
    'begin anew after %s',
    (bad) => {
      const begun = continueTrace(bad);
      expect(isTraceparent(bad)).toBe(false);
      expect(isTraceparent(begun)).toBe(true);
      expect(traceIdOf(continueTrace(bad))).not.toBe(traceIdOf(begun));
    },
  );
});
