import { defineReaction } from '@murmuration/choreography';
import { productRetired, retireProduct } from '@murmuration/contracts';
import { decideRetirement } from '../domain/decide-retirement.ts';
import { products } from '../store/schema.ts';

export const retireProductReaction = defineReaction({
  name: 'retire-product',
  on: [retireProduct],
  emits: [productRetired],
  stores: { products },
  keys: { products: (command) => command.data.sku },
  decide: ({ data }, state) => decideRetirement(state.products.get(data.sku), data.sku),
});
