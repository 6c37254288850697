import { defineReaction } from '@murmuration/choreography';
import { createProduct, productCreated } from '@murmuration/contracts';
import { decideCreation } from '../domain/decide-creation.ts';
import { products } from '../store/schema.ts';

export const createProductReaction = defineReaction({
  name: 'create-product',
  on: [createProduct],
  emits: [productCreated],
  stores: { products },
  keys: { products: (command) => command.data.sku },
  decide: ({ data }, state) => decideCreation(state.products.get(data.sku), data),
});
