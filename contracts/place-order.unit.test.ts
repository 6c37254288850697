import { describe, expect, it } from 'vitest';
import { decode } from './define/contract.ts';
import { placeOrder } from './order/place-order.v1.ts';

const tea = { sku: 'tea', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } };
const cup = { sku: 'cup', quantity: 1, unitPrice: { amount: 1_000, currency: 'EUR' } };
const order = {
  orderId: 'o-1',
  customerId: 'c-1',
  lines: [tea, cup],
  paymentMethod: 'pm_card_visa',
};

function problemsOf(changes: Readonly<Record<string, unknown>>) {
  const decoded = decode(placeOrder, 1, { ...order, ...changes });
  return decoded.ok ? [] : decoded.problems.map(({ field, code }) => ({ field, code }));
}

function inDollars(line: typeof tea): typeof tea {
  return { ...line, unitPrice: { ...line.unitPrice, currency: 'USD' } };
}

function linesOf(count: number): (typeof tea)[] {
  return Array.from({ length: count }, (_, at) => ({ ...tea, sku: `tea-${at}` }));
}

describe('placing an order', () => {
  it('is possible with one line, and with a hundred', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ lines: [tea] })).toEqual([]);
    expect(problemsOf({ lines: linesOf(100) })).toEqual([]);
  });

  it('needs a line, and takes no more than a hundred', () => {
    expect(problemsOf({ lines: [] })).toEqual([{ field: 'lines', code: 'too_small' }]);
    expect(problemsOf({ lines: linesOf(101) })).toEqual([{ field: 'lines', code: 'too_big' }]);
  });

  it.each([
    [0, 'too_small'],
    [-1, 'too_small'],
    [1_001, 'too_big'],
    [1.5, 'invalid_type'],
    ['2', 'invalid_type'],
    [undefined, 'invalid_type'],
  ])('takes no quantity of %s', (quantity, code) => {
    expect(problemsOf({ lines: [tea, { ...cup, quantity }] })).toEqual([
      { field: 'lines[1].quantity', code },
    ]);
  });

  it('takes each article once', () => {
    expect(problemsOf({ lines: [tea, cup, tea, tea] })).toEqual([
      { field: 'lines[2].sku', code: 'duplicate_sku' },
      { field: 'lines[3].sku', code: 'duplicate_sku' },
    ]);
  });

  it('takes one currency', () => {
    expect(problemsOf({ lines: [tea, inDollars(cup)] })).toEqual([
      { field: 'lines[1].unitPrice.currency', code: 'mixed_currencies' },
    ]);
    expect(problemsOf({ lines: [inDollars(tea), inDollars(cup)] })).toEqual([]);
  });

  it.each(['DOUBLOON', 'eur', ''])('takes no currency "%s"', (currency) => {
    const lines = [{ ...tea, unitPrice: { amount: 1, currency } }];
    expect(decode(placeOrder, 1, { ...order, lines })).toMatchObject({
      ok: false,
      problems: [
        {
          field: 'lines[0].unitPrice.currency',
          message: 'must be an ISO 4217 currency code such as EUR',
        },
      ],
    });
  });

  it.each([-1, 0.5, 1_000_000_000_001])('takes no price of %d', (amount) => {
    const lines = [{ ...tea, unitPrice: { amount, currency: 'EUR' } }];
    expect(problemsOf({ lines }).map(({ field }) => field)).toEqual(['lines[0].unitPrice.amount']);
  });

  it('lets go of a mail address that somebody still sends: no stream holds one', () => {
    const decoded = decode(placeOrder, 1, { ...order, email: 'ada@example.com' });
    expect(decoded).toEqual({ ok: true, data: order });
  });

  it.each(['', 'a b', 'a.b', 'a/b', '*', 'x'.repeat(65)])('takes no id "%s"', (orderId) => {
    expect(problemsOf({ orderId })).toEqual([{ field: 'orderId', code: 'invalid_format' }]);
  });

  it('takes a token of the payment provider, never card data', () => {
    expect(problemsOf({ paymentMethod: '4242424242424242' })).toEqual([
      { field: 'paymentMethod', code: 'invalid_format' },
    ]);
  });

  it('is told of everything that is wrong at once', () => {
    const lines = [tea, { ...inDollars(tea), quantity: 0 }];
    expect(problemsOf({ paymentMethod: 'cash', lines }).map(({ field }) => field)).toEqual([
      'lines[1].quantity',
      'lines[1].sku',
      'lines[1].unitPrice.currency',
      'paymentMethod',
    ]);
  });
});
