import { describe, expect, it } from 'vitest';
import { planKeys, signingKey, type PlannedKey } from './signing-key-plan.ts';

const HOUR_MS = 3_600_000;
const policy = {
  signingKeyMs: 24 * HOUR_MS,
  signingKeyLeadMs: HOUR_MS,
  accessTokenSeconds: 600,
};
const start = new Date('2026-01-05T09:00:00.000Z');
const at = (hours: number): Date => new Date(start.getTime() + hours * HOUR_MS);
const first: PlannedKey = { kid: 'first', signsFrom: start };
const second: PlannedKey = { kid: 'second', signsFrom: at(24) };

describe('the plan for signing keys', () => {
  it('given none, makes one that signs at once', () => {
    expect(planKeys([], start, policy)).toEqual({ makeOneFrom: start, forget: [] });
  });

  it('given one in the midst of its time, leaves all as it is', () => {
    expect(planKeys([first], at(22.9), policy)).toEqual({ forget: [] });
  });

  it('publishes the next one ahead of its time', () => {
    expect(planKeys([first], at(23), policy)).toEqual({ makeOneFrom: at(24), forget: [] });
    expect(signingKey([first, second], at(23.5))?.kid).toBe('first');
    expect(planKeys([first, second], at(23.5), policy)).toEqual({ forget: [] });
  });

  it('lets the next one sign when its time has come', () => {
    expect(signingKey([second, first], at(24))?.kid).toBe('second');
  });

  it('keeps the old one until its last token has expired, with room for clocks that are off', () => {
    const expired = 24 + 15 / 60;
    expect(planKeys([first, second], at(expired - 0.01), policy).forget).toEqual([]);
    expect(planKeys([first, second], at(expired), policy).forget).toEqual(['first']);
  });

  it('after a long standstill, publishes the next one for a while before it signs', () => {
    expect(planKeys([first], at(500), policy)).toEqual({ makeOneFrom: at(501), forget: [] });
    expect(signingKey([first], at(500))?.kid).toBe('first');
  });

  it('never forgets the only key', () => {
    expect(planKeys([first], at(10_000), policy).forget).toEqual([]);
  });
});
