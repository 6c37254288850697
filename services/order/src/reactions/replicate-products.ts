import { defineReaction } from '@murmuration/choreography';
import { productCreated, productPriceChanged, productRetired } from '@murmuration/contracts';
import { decideReplica } from '../domain/product-replica.ts';
import { products } from '../store/schema.ts';

export const replicateProducts = defineReaction({
  name: 'replicate-products',
  on: [productCreated, productPriceChanged, productRetired],
  emits: [],
  stores: { products },
  keys: { products: (change) => change.data.sku },
  decide: ({ name, data }, state) => {
    const status = name === productRetired.name ? 'retired' : 'on-sale';
    return decideReplica(state.products.get(data.sku), data, status);
  },
});
