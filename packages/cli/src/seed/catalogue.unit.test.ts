import { createProduct, encode, putCustomer, restock } from '@murmuration/contracts';
import { describe, expect, test } from 'vitest';
import { catalogue, plentifulArticles, rareArticles } from './catalogue.ts';
import { customers } from './customers.ts';

describe('the demonstration catalogue', () => {
  test('fits the contracts', () => {
    for (const { pieces, ...product } of catalogue) {
      encode(createProduct, product);
      encode(restock, { restockId: `seed-${product.sku}`, sku: product.sku, quantity: pieces });
    }
  });

  test('has every article once, in one currency', () => {
    expect(new Set(catalogue.map(({ sku }) => sku)).size).toBe(catalogue.length);
    expect(new Set(catalogue.map(({ price }) => price.currency)).size).toBe(1);
  });

  test('has several articles to run short of, and enough of the others', () => {
    expect(rareArticles.length).toBeGreaterThanOrEqual(2);
    expect(plentifulArticles.length).toBeGreaterThanOrEqual(3);
  });
});

describe('the customers of the demonstration', () => {
  test('fit the contract, each once', () => {
    for (const customer of customers) expect(putCustomer.data.parse(customer)).toEqual(customer);
    expect(new Set(customers.map(({ userId }) => userId)).size).toBe(customers.length);
  });
});
