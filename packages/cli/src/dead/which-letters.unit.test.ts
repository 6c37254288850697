import { describe, expect, test } from 'vitest';
import { nameOf, readJson, readRamp, readShare, readWhich } from './which-letters.ts';

describe('which letters are meant', () => {
  test.each([
    [{ id: 'a' }, true],
    [{ group: 'g' }, true],
    [{ group: 'g', reaction: 'r' }, true],
    [{ all: true }, true],
    [{}, false],
    [{ id: 'a', group: 'g' }, false],
    [{ all: true, reaction: 'r' }, false],
  ] as const)('%o is clear: %s', (options, isClear) => {
    if (isClear) expect(readWhich(options)).toMatchObject(options);
    else expect(() => readWhich(options)).toThrow('say which');
  });
});

describe('readers', () => {
  test('of steps, shares and bodies', () => {
    expect(readRamp('1,2, 5')).toEqual([1, 2, 5]);
    expect(readShare('20%')).toBe(0.2);
    expect(readShare('1')).toBe(1);
    expect(readJson('{"n":1}')).toEqual({ n: 1 });
  });

  test.each([
    () => readRamp('1,0'),
    () => readRamp('many'),
    () => readShare('120%'),
    () => readShare('-1'),
    () => readJson('{'),
    () => readJson('@/no/such/file'),
  ])('refuse what is none', (read) => {
    expect(read).toThrow('Expected');
  });

  test('know who acts, as far as the system does', () => {
    expect(nameOf({ by: 'ann' })).toBe('ann');
    expect(nameOf({})).not.toBe('');
  });
});
