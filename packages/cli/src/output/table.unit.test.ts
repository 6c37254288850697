import { describe, expect, test } from 'vitest';
import { clock, count, facts, table } from './table.ts';

describe('table', () => {
  test('lines up columns, flushing right those that are named', () => {
    const text = table(
      ['article', 'sum'],
      [
        ['tea', '6.90'],
        ['teapot', '149.00'],
      ],
      ['sum'],
    );
    expect(text.split('\n')).toEqual(['article     sum', 'tea        6.90', 'teapot   149.00']);
  });
});

describe('facts', () => {
  test('lines up the texts and leaves out what is not known', () => {
    expect(
      facts([
        ['a', 'x'],
        ['long', 'y'],
        ['gone', undefined],
        ['empty', ''],
      ]),
    ).toBe('a     x\nlong  y');
  });
});

test('clock shows the time of day', () => {
  expect(clock('2026-01-05T09:00:01.250Z')).toBe('09:00:01.250');
  expect(clock('soon')).toBe('soon');
});

test('count knows one from many', () => {
  expect([count(1, 'order'), count(2, 'order'), count(0, 'order')]).toEqual([
    '1 order',
    '2 orders',
    '0 orders',
  ]);
});
