import { describe, expect, it } from 'vitest';
import { normalised, weaknesses } from './password-rules.ts';

const codesOf = (password: string, email = 'ada@example.com') =>
  weaknesses(password, email, 'password').map(({ field, code }) => [field, code]);

describe('a password', () => {
  it.each([
    'a lovely engine of analysis',
    'K7!qf-2M9d#x',
    'пароль не из словаря',
    'lovelace wrote this',
    'mypasswordisgone',
  ])('like %j is fine', (password) => {
    expect(codesOf(password, 'lovelace@example.com')).toEqual([]);
  });

  it.each([
    ['one that everybody has', 'password123', 'ada@example.com'],
    ['one that everybody has, in capitals', 'PassWord123', 'ada@example.com'],
    ['one that everybody has, with hyphens', 'correct-horse-battery-staple', 'ada@example.com'],
    ['one that everybody has, with another ending', 'password12', 'ada@example.com'],
    ['one that everybody has, with a year', 'welcome1987!', 'ada@example.com'],
    ['a pattern', 'abababababab', 'ada@example.com'],
    ['the mail address', 'charles.babbage@example.com', 'charles.babbage@example.com'],
    ['the name in the mail address, with a number', 'babbage1833', 'babbage@example.com'],
  ])('is weak when it is %s', (_why, password, email) => {
    expect(codesOf(password, email)).toEqual([['password', 'weak_password']]);
  });

  it('may have a short name from an address in it', () => {
    expect(codesOf('jo lovely engine', 'jo@example.com')).toEqual([]);
  });

  it('is the same whichever way its letters were composed', () => {
    expect(normalised('cafe\u0301 ﬁne')).toBe(normalised('caf\u00e9 fine'));
  });
});
