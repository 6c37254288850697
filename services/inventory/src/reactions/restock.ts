import { defineReaction } from '@murmuration/choreography';
import { restock, restocked } from '@murmuration/contracts';
import { decideRestock } from '../domain/decide-restock.ts';
import { stock } from '../store/schema.ts';

export const restockReaction = defineReaction({
  name: 'restock',
  on: [restock],
  emits: [restocked],
  stores: { stock },
  keys: { stock: (delivery) => delivery.data.sku },
  decide: ({ data }, state) => decideRestock(state.stock.get(data.sku), data),
});
