import { getProduct, listProducts } from '@murmuration/contracts';
import { expect, it } from 'vitest';
import { productWith } from '../domain/product.fixtures.ts';
import { pageOf } from './answer-list-products.ts';
import { productViewOf } from './product-view.ts';

const found = ['a', 'b', 'c'].map((sku) => productWith({ sku }));

it('shows no more products than asked for and names the last one when more follow', () => {
  const page = pageOf(found, 2);
  expect(page.products.map((product) => product.sku)).toEqual(['a', 'b']);
  expect(page.next).toBe('b');
});

it('says that nothing follows when the products just fill the page', () => {
  expect(pageOf(found, 3).next).toBeNull();
});

it('answers an empty catalogue with an empty page', () => {
  expect(pageOf([], 3)).toEqual({ products: [], next: null });
});

it('shows products as the query contracts promise', () => {
  const view = productViewOf(productWith());
  expect(getProduct.result.parse(view)).toEqual(view);
  expect(listProducts.result.parse(pageOf(found, 2))).toEqual(pageOf(found, 2));
});
