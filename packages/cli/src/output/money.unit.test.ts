import { describe, expect, test } from 'vitest';
import { moneyText, parseMoney } from './money.ts';

describe('moneyText', () => {
  test('has as many digits as the currency', () => {
    expect(moneyText({ amount: 690, currency: 'EUR' })).toBe('6.90 EUR');
    expect(moneyText({ amount: 690, currency: 'JPY' })).toBe('690 JPY');
    expect(moneyText({ amount: 5, currency: 'KWD' })).toBe('0.005 KWD');
    // people leave out the hundredths, the currency does not
    expect(moneyText({ amount: 138_000, currency: 'HUF' })).toBe('1380.00 HUF');
  });
});

describe('parseMoney', () => {
  test('reads what moneyText writes', () => {
    for (const sum of [
      { amount: 690, currency: 'EUR' },
      { amount: 1, currency: 'JPY' },
      { amount: 100_005, currency: 'KWD' },
      { amount: 138_050, currency: 'HUF' },
    ]) {
      expect(parseMoney(moneyText(sum))).toEqual(sum);
    }
  });

  test('fills in missing digits and the currency to fall back on', () => {
    expect(parseMoney('6.9', 'EUR')).toEqual({ amount: 690, currency: 'EUR' });
    expect(parseMoney('6', 'EUR')).toEqual({ amount: 600, currency: 'EUR' });
  });

  test.each(['6.905EUR', '1.5JPY', '6.90', 'EUR', '-1EUR', '1,5EUR', '6. EUR'])(
    'refuses %s',
    (text) => expect(parseMoney(text)).toBeUndefined(),
  );
});
