import { defineReaction } from '@murmuration/choreography';
import { orderPlaced, stockRejected, stockReserved } from '@murmuration/contracts';
import { decideReservation } from '../domain/decide-reservation.ts';
import { reservations, stock } from '../store/schema.ts';

export const reserveStockWhenOrderPlaced = defineReaction({
  name: 'reserve-stock-when-order-placed',
  on: [orderPlaced],
  emits: [stockReserved, stockRejected],
  nothingToUndo: [stockRejected],
  stores: { reservations, stock },
  keys: {
    reservations: (placed) => placed.data.orderId,
    stock: (placed) => placed.data.lines.map((line) => line.sku),
  },
  decide: ({ data }, state) =>
    decideReservation(state.reservations.get(data.orderId), data, state.stock),
});
