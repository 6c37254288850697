import { defineReaction } from '@murmuration/choreography';
import { orderConfirmed, stockCommitted } from '@murmuration/contracts';
import { decideCommitment } from '../domain/decide-commitment.ts';
import { reservations, stock } from '../store/schema.ts';
import { heldSkus } from '../domain/held-skus.ts';

export const commitStockWhenOrderConfirmed = defineReaction({
  name: 'commit-stock-when-order-confirmed',
  on: [orderConfirmed],
  emits: [stockCommitted],
  stores: { reservations, stock },
  keys: {
    reservations: (confirmed) => confirmed.data.orderId,
    stock: (confirmed, loaded) => heldSkus(loaded.reservations.get(confirmed.data.orderId)),
  },
  decide: ({ data }, state) =>
    decideCommitment(state.reservations.get(data.orderId), data.orderId, state.stock),
});
