import { productPriceChanged } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { decidePriceChange } from './decide-price-change.ts';
import { productWith } from './product.fixtures.ts';

const change = { changeId: 'spring', sku: 'tea-001', price: { amount: 720, currency: 'EUR' } };

const wrongCurrency = {
  field: 'price.currency',
  code: 'wrong_currency',
  message: 'tea-001 is priced in USD, not in EUR; give the price in USD',
};
const retired = {
  field: 'sku',
  code: 'retired',
  message: 'tea-001 is no longer sold, so its price stays as it is',
};

describe('changing a price', () => {
  it('given a product on sale, sets the price, counts the change and tells of it', () => {
    expect(decidePriceChange(productWith({ version: 4 }), change)).toEqual({
      save: { products: [productWith({ priceAmount: 720, version: 5 })] },
      emit: [
        productPriceChanged.of({
          sku: 'tea-001',
          name: 'Assam, 100 g',
          price: { amount: 720, currency: 'EUR' },
          version: 5,
        }),
      ],
    });
  });

  it('given that price already, does nothing', () => {
    expect(decidePriceChange(productWith({ priceAmount: 720 }), change)).toEqual({
      ignored: 'tea-001 has this price already',
    });
  });

  it('given no such product, refuses as unknown_product', () => {
    expect(decidePriceChange(undefined, change)).toEqual({
      reject: [
        {
          field: 'sku',
          code: 'unknown_product',
          message: 'no product has the SKU tea-001; create it first',
        },
      ],
    });
  });

  it('given a retired product, refuses as retired', () => {
    const decision = decidePriceChange(productWith({ status: 'retired' }), change);
    expect(decision).toEqual({ reject: [retired] });
  });

  it('given a product in another currency, refuses as wrong_currency', () => {
    const decision = decidePriceChange(productWith({ currency: 'USD' }), change);
    expect(decision).toEqual({ reject: [wrongCurrency] });
  });

  it('given a retired product in another currency, names both reasons', () => {
    const known = productWith({ status: 'retired', currency: 'USD' });
    expect(decidePriceChange(known, change)).toEqual({ reject: [retired, wrongCurrency] });
  });
});
