import { orderConfirmed } from '@murmuration/contracts';
import { type ClosedOrder, type Order, type PlacedOrder, unknownStatus } from './order.ts';
import { deadlineOf, type OrderDecision } from './order-decision.ts';

type ConfirmationDecision = OrderDecision<ReturnType<typeof orderConfirmed.of>>;

/** Confirms a placed order whose money is there: stock was set aside before anything was charged. */
export function decideConfirmation(
  order: Order | undefined,
  orderId: string,
  now: Date,
): ConfirmationDecision {
  if (order === undefined) return { ignored: `no order ${orderId} was ever placed` };
  switch (order.status) {
    case 'placed':
      return confirm(order, now);
    case 'cancelled':
      return { ignored: `order ${orderId} was cancelled before; payment gives the money back` };
    case 'confirmed':
      return { ignored: `order ${orderId} is confirmed already` };
    case 'cancel-requested':
    case 'rejected':
      return { ignored: `order ${orderId} cannot be paid: it is ${order.status}` };
    default:
      return unknownStatus(order);
  }
}

function confirm(order: PlacedOrder, now: Date): ConfirmationDecision {
  const { orderId, customerId, totalAmount: amount, currency, version } = order;
  const confirmed: ClosedOrder = {
    ...order,
    status: 'confirmed',
    closedAt: now,
    version: version + 1,
  };
  const event = orderConfirmed.of({
    orderId,
    customerId,
    total: { amount, currency },
    confirmedAt: now.toISOString(),
  });
  return { save: { orders: [confirmed] }, emit: [event], unschedule: deadlineOf(orderId) };
}
