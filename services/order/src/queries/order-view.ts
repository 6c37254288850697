import type { OrderFacts, OrderStatus } from '../domain/order.ts';

/** An order as its customer sees it. */
export function orderViewOf(order: OrderFacts & { readonly status: OrderStatus }) {
  const { orderId, customerId, status, lines, cancellation, rejection, version } = order;
  return {
    orderId,
    customerId,
    status,
    lines,
    total: totalOf(order),
    placedAt: instantOf(order.placedAt),
    deadline: instantOf(order.deadline),
    closedAt: instantOf(order.closedAt),
    cancellation,
    rejection,
    version,
  };
}

function totalOf({ totalAmount: amount, currency }: OrderFacts) {
  return amount === null || currency === null ? null : { amount, currency };
}

function instantOf(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}
