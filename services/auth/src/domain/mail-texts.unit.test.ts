import { describe, expect, it } from 'vitest';
import { textOf, type Letter } from './mail-texts.ts';

const letters: readonly Letter[] = [
  { kind: 'confirm-address', code: 'K7QF2M9D', minutes: 60 },
  { kind: 'already-registered' },
  { kind: 'reset-password', code: 'K7QF2M9D', minutes: 30 },
  { kind: 'password-changed' },
];

describe('the mails of auth', () => {
  it('differ in what they say', () => {
    const subjects = letters.map((letter) => textOf(letter).subject);
    expect(new Set(subjects).size).toBe(letters.length);
  });

  it('spell a code on a line of its own, and how long it is good', () => {
    const { text } = textOf({ kind: 'reset-password', code: 'K7QF2M9D', minutes: 30 });
    expect(text).toMatch(/^ {4}K7QF-2M9D$/m);
    expect(text).toContain('30 minutes');
  });

  it('have a code only where one is needed', () => {
    const withCode = letters.filter((letter) => textOf(letter).text.includes('K7QF'));
    expect(withCode.map(({ kind }) => kind)).toEqual(['confirm-address', 'reset-password']);
  });
});
