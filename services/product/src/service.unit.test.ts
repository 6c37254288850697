import { fixedContext, messageOf, viewsOf } from '@murmuration/choreography';
import {
  changeProductPrice,
  createProduct,
  productCreated,
  productPriceChanged,
  productRetired,
  retireProduct,
} from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { productWith } from './domain/product.fixtures.ts';
import { changeProductPriceReaction } from './reactions/change-product-price.ts';
import { createProductReaction } from './reactions/create-product.ts';
import { retireProductReaction } from './reactions/retire-product.ts';
import { products } from './store/schema.ts';

const price = { amount: 720, currency: 'EUR' };
const create = messageOf(createProduct, {
  sku: 'tea-001',
  name: 'Assam, 100 g',
  description: '',
  price,
});
const change = messageOf(changeProductPrice, { changeId: 'spring', sku: 'tea-001', price });
const retire = messageOf(retireProduct, { sku: 'tea-001' });
const retireAgain = messageOf(retireProduct, { sku: 'tea-001', requestId: 'r-2' });
const nothing = viewsOf({ products });
const onSale = viewsOf({ products }, { products: [productWith()] });

describe('the reactions of product', () => {
  it('lock the one product that a command names', () => {
    expect(createProductReaction.keys.products(create, nothing)).toBe('tea-001');
    expect(changeProductPriceReaction.keys.products(change, nothing)).toBe('tea-001');
    expect(retireProductReaction.keys.products(retire, nothing)).toBe('tea-001');
    expect(retireProductReaction.keys.products(retireAgain, nothing)).toBe('tea-001');
  });

  it('decide with the product that was loaded', () => {
    const context = fixedContext();
    expect(createProductReaction.decide(create, nothing, context).emit).toEqual([
      productCreated.of({ sku: 'tea-001', name: 'Assam, 100 g', price, version: 1 }),
    ]);
    expect(changeProductPriceReaction.decide(change, onSale, context).emit).toEqual([
      productPriceChanged.of({ sku: 'tea-001', name: 'Assam, 100 g', price, version: 2 }),
    ]);
    expect(retireProductReaction.decide(retire, onSale, context).emit?.[0]?.name).toBe(
      productRetired.name,
    );
  });
});
