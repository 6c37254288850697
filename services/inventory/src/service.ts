import type { ServiceDefinition } from '@murmuration/choreography';
import { answerGetReservation } from './queries/answer-get-reservation.ts';
import { answerGetStock } from './queries/answer-get-stock.ts';
import { answerListStock } from './queries/answer-list-stock.ts';
import { commitStockWhenOrderConfirmed } from './reactions/commit-stock-when-order-confirmed.ts';
import { releaseStockWhenOrderCancelled } from './reactions/release-stock-when-order-cancelled.ts';
import { reserveStockWhenOrderPlaced } from './reactions/reserve-stock-when-order-placed.ts';
import { restockReaction } from './reactions/restock.ts';
import { reservations, stock } from './store/schema.ts';

/** The shelves: how many pieces there are, and for whom some are set aside. */
export function inventoryService(): ServiceDefinition {
  return {
    name: 'inventory',
    // Reservations first: they tell which stock rows a cancelled or confirmed order needs.
    stores: [reservations, stock],
    reactions: [
      restockReaction,
      reserveStockWhenOrderPlaced,
      commitStockWhenOrderConfirmed,
      releaseStockWhenOrderCancelled,
    ],
    answers: [answerGetStock, answerListStock, answerGetReservation],
  };
}
