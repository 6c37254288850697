import { cancellationReason } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { formatMoney, textOf } from './mail-texts.ts';

describe('money in mails', () => {
  it.each([
    [{ amount: 1_380, currency: 'EUR' }, '€13.80'],
    [{ amount: 5, currency: 'USD' }, 'US$0.05'],
    [{ amount: 1_380, currency: 'JPY' }, 'JP¥1,380'],
    [{ amount: 1_234_567, currency: 'GBP' }, '£12,345.67'],
    [{ amount: 0, currency: 'EUR' }, '€0.00'],
  ])('writes %o as %s', (money, text) => {
    expect(formatMoney(money)).toBe(text);
  });

  it('knows currencies of three decimals', () => {
    expect(formatMoney({ amount: 1_380, currency: 'KWD' })).toMatch(/^KWD\s1\.380$/);
  });

  it('writes hundredths also where people leave them out', () => {
    expect(formatMoney({ amount: 138_000, currency: 'HUF' })).toMatch(/^HUF\s1,380\.00$/);
  });
});

describe('the texts of mails', () => {
  it('confirms an order with what was paid', () => {
    const mail = textOf('o-1', { kind: 'confirmed', total: { amount: 1_380, currency: 'EUR' } });
    expect(mail.subject).toBe('Your order o-1 is confirmed');
    expect(mail.text).toContain('We have received your payment of €13.80');
  });

  it('says why an order is cancelled, with the detail if there is one', () => {
    const occasion = { kind: 'cancelled', reason: 'out-of-stock' } as const;
    const detail = 'tea-001: 2 wanted, 1 available';
    expect(textOf('o-1', { ...occasion, detail }).text).toContain(detail);
    expect(textOf('o-1', { ...occasion, detail: '' }).text).not.toContain('\n\n\n');
  });

  it('has different words for every reason of a cancellation', () => {
    const texts = cancellationReason.options.map(
      (reason) => textOf('o-1', { kind: 'cancelled', reason, detail: '' }).text,
    );
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('tells what was refunded, and why', () => {
    const amount = { amount: 690, currency: 'EUR' };
    const mail = textOf('o-1', { kind: 'refunded', amount, reason: 'one bag was torn' });
    expect(mail.text).toContain('We have refunded €6.90 for your order o-1 (one bag was torn).');
  });
});
