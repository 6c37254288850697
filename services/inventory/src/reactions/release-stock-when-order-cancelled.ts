import { defineReaction } from '@murmuration/choreography';
import { orderCancelled, stockReleased, stockReserved } from '@murmuration/contracts';
import { decideRelease } from '../domain/decide-release.ts';
import { reservations, stock } from '../store/schema.ts';
import { heldSkus } from '../domain/held-skus.ts';

export const releaseStockWhenOrderCancelled = defineReaction({
  name: 'release-stock-when-order-cancelled',
  on: [orderCancelled],
  emits: [stockReleased],
  compensates: [{ effect: stockReserved, by: stockReleased }],
  stores: { reservations, stock },
  keys: {
    reservations: (cancelled) => cancelled.data.orderId,
    stock: (cancelled, loaded) => heldSkus(loaded.reservations.get(cancelled.data.orderId)),
  },
  decide: ({ data }, state) =>
    decideRelease(state.reservations.get(data.orderId), data.orderId, state.stock),
});
