import { getProduct } from '@murmuration/contracts';
import { expect, it } from 'vitest';
import { productWith } from '../domain/product.fixtures.ts';
import { productViewOf } from './product-view.ts';

it.each([productWith(), productWith({ status: 'retired', version: 3 })])(
  'a product that is $status is shown as the query contract promises',
  (product) => {
    const view = productViewOf(product);
    expect(getProduct.result.parse(view)).toEqual(view);
    expect(view).toMatchObject({ status: product.status, version: product.version });
  },
);
