import { describe, expect, it } from 'vitest';
import { findOrderProblems, totalOf } from './find-order-problems.ts';
import {
  ada,
  catalogue,
  catalogueOf,
  mallory,
  productWith,
  shop,
  wantedOrder,
} from './order.fixtures.ts';

const cup = productWith({ sku: 'cup', priceAmount: 1_000 });

describe('the problems of an order', () => {
  it('are none when its prices are those of the catalogue', () => {
    expect(findOrderProblems(wantedOrder(), shop, catalogue)).toEqual([]);
    expect(findOrderProblems(wantedOrder(), ada, catalogue)).toEqual([]);
  });

  it('include an unknown product', () => {
    expect(findOrderProblems(wantedOrder(), shop, catalogueOf(cup))).toEqual([
      { field: 'lines[0].sku', code: 'unknown_product', message: 'no product has the SKU tea' },
    ]);
  });

  it('include a retired product', () => {
    const products = catalogueOf(productWith({ status: 'retired' }), cup);
    expect(findOrderProblems(wantedOrder(), shop, products)).toEqual([
      {
        field: 'lines[0].sku',
        code: 'retired_product',
        message: 'tea is no longer sold; leave it out',
      },
    ]);
  });

  it('include another price, telling both', () => {
    const products = catalogueOf(productWith({ priceAmount: 720 }), cup);
    expect(findOrderProblems(wantedOrder(), shop, products)).toEqual([
      {
        field: 'lines[0].unitPrice.amount',
        code: 'price_changed',
        message: 'tea costs 720 now, not 690 (EUR, minor units)',
      },
    ]);
  });

  it('include another currency', () => {
    const products = catalogueOf(productWith({ currency: 'USD' }), cup);
    expect(findOrderProblems(wantedOrder(), shop, products)).toEqual([
      {
        field: 'lines[0].unitPrice.currency',
        code: 'wrong_currency',
        message: 'tea is sold in USD, not in EUR',
      },
    ]);
  });

  it('include a user who orders for somebody else', () => {
    expect(findOrderProblems(wantedOrder(), mallory, catalogue)).toEqual([
      {
        field: 'customerId',
        code: 'not_yours',
        message: 'you are mallory; order for yourself, not for ada',
      },
    ]);
  });

  it('include a total beyond what money can say', () => {
    const unitPrice = { amount: 600_000_000_000, currency: 'EUR' };
    const order = wantedOrder({ lines: [{ sku: 'tea', quantity: 2, unitPrice }] });
    const products = catalogueOf(productWith({ priceAmount: unitPrice.amount }));
    expect(findOrderProblems(order, shop, products)).toEqual([
      {
        field: 'lines',
        code: 'total_too_large',
        message: 'the total is more than 1000000000000 in minor units; split the order',
      },
    ]);
  });

  it('are all named at once', () => {
    const problems = findOrderProblems(
      wantedOrder(),
      mallory,
      catalogueOf(productWith({ priceAmount: 720 })),
    );
    expect(problems.map(({ field, code }) => [field, code])).toEqual([
      ['customerId', 'not_yours'],
      ['lines[0].unitPrice.amount', 'price_changed'],
      ['lines[1].sku', 'unknown_product'],
    ]);
  });
});

it('the total is the sum over all lines of quantity times price', () => {
  expect(totalOf(wantedOrder().lines)).toBe(2_380);
});
