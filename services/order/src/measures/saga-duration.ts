import { defineMeasure } from '@murmuration/choreography';
import type { Order } from '../domain/order.ts';
import { orders } from '../store/schema.ts';

const SECOND_MS = 1_000;

/** How long orders took from their placing to their end, by how they ended. */
export const sagaDuration = defineMeasure<Order>({
  name: 'murmuration.saga.duration',
  unit: 's',
  description: 'From an order’s placing to its end, by outcome',
  bounds: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600],
  store: orders,
  read: (after, before) => {
    const hasEnded = isClosed(after) && !(before !== undefined && isClosed(before));
    if (!hasEnded || after.closedAt === null) return undefined;
    // an order that was refused had no time to pass
    const placedAt = after.placedAt ?? after.closedAt;
    const value = Math.max(after.closedAt.getTime() - placedAt.getTime(), 0) / SECOND_MS;
    return { value, attributes: { outcome: after.status } };
  },
});

const isClosed = ({ status }: Order): boolean =>
  status === 'confirmed' || status === 'cancelled' || status === 'rejected';
