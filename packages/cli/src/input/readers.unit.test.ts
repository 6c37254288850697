import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { addLine, addPieces, readCount, readMoment, readMoney, readPositive } from './readers.ts';

describe('addPieces', () => {
  test('reads an article and how many', () => {
    expect(addPieces('pot=1', addPieces('tea-001=2'))).toEqual([
      { sku: 'tea-001', quantity: 2 },
      { sku: 'pot', quantity: 1 },
    ]);
  });

  test.each(['tea', 'tea=1@2.00EUR', '=1'])('refuses %s', (text) => {
    expect(() => addPieces(text)).toThrow(InvalidArgumentError);
  });
});

describe('addLine', () => {
  test('reads article and pieces', () => {
    expect(addLine('tea-001=2')).toEqual([{ sku: 'tea-001', quantity: 2 }]);
  });

  test('reads a price, and adds to the lines before', () => {
    expect(addLine('pot=1@49.00EUR', addLine('tea=2'))).toEqual([
      { sku: 'tea', quantity: 2 },
      { sku: 'pot', quantity: 1, unitPrice: { amount: 4_900, currency: 'EUR' } },
    ]);
  });

  test.each(['tea', 'tea=', '=2', 'tea=two', 'tea=1@cheap', 'tea=-1'])('refuses %s', (text) => {
    expect(() => addLine(text)).toThrow(InvalidArgumentError);
  });
});

describe('readMoney', () => {
  test('wants a currency', () => {
    expect(() => readMoney('6.90')).toThrow(InvalidArgumentError);
    expect(readMoney('6.90EUR')).toEqual({ amount: 690, currency: 'EUR' });
  });
});

describe('readCount', () => {
  test.each(['0', '-1', '1.5', 'x', ''])('refuses "%s"', (text) => {
    expect(() => readCount(text)).toThrow(InvalidArgumentError);
  });

  test('reads nine digits, and says so of more', () => {
    expect(readCount('999999999')).toBe(999_999_999);
    expect(() => readCount('1000000000')).toThrow('from 1 to 999999999');
  });
});

describe('readPositive', () => {
  test('reads fractions', () => expect(readPositive('0.5')).toBe(0.5));
  test.each(['0', '-2', 'Infinity', 'x'])('refuses "%s"', (text) => {
    expect(() => readPositive(text)).toThrow(InvalidArgumentError);
  });
});

describe('readMoment', () => {
  test('reads a moment, and how long ago one was', () => {
    expect(readMoment('2026-01-05T09:00:00Z').toISOString()).toBe('2026-01-05T09:00:00.000Z');
    const ago = Date.now() - readMoment('2h').getTime();
    expect(Math.round(ago / 60_000)).toBe(120);
  });
  test.each(['yesterday', '2 h', 'h', ''])('refuses "%s"', (text) => {
    expect(() => readMoment(text)).toThrow(InvalidArgumentError);
  });
});
