import { describe, expect, it } from 'vitest';
import { retireProduct } from './product/retire-product.v1.ts';

describe('retiring a product', () => {
  it('is one wish per product, unless the wishes are told apart', () => {
    expect(retireProduct.id({ sku: 'tea' })).toBe('tea');
    expect(retireProduct.id({ sku: 'tea', requestId: 'r-2' })).toBe('r-2');
    expect(retireProduct.key({ sku: 'tea', requestId: 'r-2' })).toBe('tea');
  });
});
