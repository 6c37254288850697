import { describe, expect, it } from 'vitest';
import { endsLineOf, endsOf, missingEnds } from './ends-seen.ts';
import type { Played } from './finding.ts';

const played = (ends: Readonly<Record<string, number>>): Played => ({
  orders: 0,
  faults: 0,
  findings: [],
  recoverySeconds: 1,
  ends: new Map(Object.entries(ends)),
  sights: [],
  looked: new Map(),
  story: [],
});

describe('the ends that orders came to', () => {
  it('are summed up over all runs', () => {
    const ends = endsOf([played({ confirmed: 900 }), played({ confirmed: 200, rejected: 7 })]);
    expect(endsLineOf(ends)).toBe('orders: confirmed 1,100 · rejected 7');
  });

  it('have to be of every kind, once there are enough orders', () => {
    expect(missingEnds(new Map([['confirmed', 299]]))).toEqual([]);
    expect(missingEnds(new Map([['confirmed', 300]]))).toContain('cancelled: payment-declined');
    expect(missingEnds(new Map([['confirmed', 300]]))).not.toContain('cancelled: deadline-passed');
  });
});
