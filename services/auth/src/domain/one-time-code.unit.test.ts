import { describe, expect, it } from 'vitest';
import { CODE_LETTERS, codeFrom, isGood, readCode, spelled } from './one-time-code.ts';

const now = new Date('2026-01-05T09:00:00.000Z');
const soon = new Date('2026-01-05T09:00:00.001Z');

describe('a one-time code', () => {
  it('has forty bits, each letter as likely as any other', () => {
    expect(CODE_LETTERS).toHaveLength(32);
    expect(new Set(CODE_LETTERS).size).toBe(32);
    expect(codeFrom(Uint8Array.of(0, 1, 2, 31, 32, 33, 254, 255))).toBe('234Z23YZ');
  });

  it.each(['K7QF-2M9D', 'k7qf2m9d', ' k7qf 2m9d ', 'K7-QF-2M-9D'])(
    'is read as it was made when it is typed as %j',
    (typed) => {
      expect(readCode(typed)).toBe('K7QF2M9D');
    },
  );

  it.each(['', 'K7QF-2M9', 'K7QF-2M9DD', 'K7QF-2M90', 'K7QF-2M9Ü'])('is not %j', (typed) => {
    expect(readCode(typed)).toBeUndefined();
  });

  it('survives being spelled', () => {
    expect(readCode(spelled('K7QF2M9D'))).toBe('K7QF2M9D');
  });

  it('is good until it expires', () => {
    expect(isGood({ expiresAt: soon, usedAt: null }, now)).toBe(true);
    expect(isGood({ expiresAt: now, usedAt: null }, now)).toBe(false);
  });

  it('is good once', () => {
    expect(isGood({ expiresAt: soon, usedAt: now }, now)).toBe(false);
  });
});
