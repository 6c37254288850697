import { TerminalError } from '@murmuration/choreography';
import { expect, test } from 'vitest';
import { stripeAmount } from './stripe-amount.ts';

test.each([
  [{ amount: 690, currency: 'EUR' }, 690],
  [{ amount: 1_500, currency: 'JPY' }, 1_500],
  [{ amount: 1_500, currency: 'ISK' }, 150_000],
  [{ amount: 700, currency: 'UGX' }, 70_000],
  [{ amount: 12_300, currency: 'MGA' }, 123],
])('%j is %i for Stripe', (money, theirs) => {
  expect(stripeAmount(money)).toBe(theirs);
});

test('a part of what Stripe counts is refused', () => {
  expect(() => stripeAmount({ amount: 12_345, currency: 'MGA' })).toThrow(TerminalError);
});
