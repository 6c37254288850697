import type { stockRejected } from '@murmuration/contracts';
import { type Cancellation, type Order, unknownStatus } from './order.ts';
import { cancel, type OrderCancelled, type OrderDecision } from './order-decision.ts';

type Shortages = Parameters<typeof stockRejected.key>[0]['shortages'];

/** Cancels an order that is still placed, for something that happened to it; an order that has ended stays as it ended. */
export function decideCancellation(
  order: Order | undefined,
  cancellation: Cancellation,
  now: Date,
): OrderDecision<OrderCancelled> {
  if (order === undefined) return { ignored: 'no such order was ever placed' };
  switch (order.status) {
    case 'placed':
      return cancel(order, cancellation, now);
    case 'cancel-requested':
    case 'confirmed':
    case 'cancelled':
    case 'rejected':
      return { ignored: `order ${order.orderId} is ${order.status}` };
    default:
      return unknownStatus(order);
  }
}

/** At least one article was short: names all of them. */
export function outOfStock(shortages: Shortages): Cancellation {
  const detail = shortages
    .map(({ sku, requested, available }) => `${sku}: ${requested} wanted, ${available} available`)
    .join('; ');
  return { reason: 'out-of-stock', detail };
}

/** The provider refused to take the money: says why, in its words. */
export function paymentRefused(message: string): Cancellation {
  return { reason: 'payment-declined', detail: message };
}

/** The time that the order had is over. */
export function deadlinePassed(order: Order | undefined): Cancellation {
  const deadline = order?.deadline?.toISOString() ?? 'its deadline';
  return { reason: 'deadline-passed', detail: `not confirmed by ${deadline}` };
}
