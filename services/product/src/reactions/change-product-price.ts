import { defineReaction } from '@murmuration/choreography';
import { changeProductPrice, productPriceChanged } from '@murmuration/contracts';
import { decidePriceChange } from '../domain/decide-price-change.ts';
import { products } from '../store/schema.ts';

export const changeProductPriceReaction = defineReaction({
  name: 'change-product-price',
  on: [changeProductPrice],
  emits: [productPriceChanged],
  stores: { products },
  keys: { products: (command) => command.data.sku },
  decide: ({ data }, state) => decidePriceChange(state.products.get(data.sku), data),
});
