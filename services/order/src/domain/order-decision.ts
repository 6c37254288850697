import {
  type CancellationReason,
  type EventDraft,
  orderCancelled,
  orderDeadlineReached,
  type Problem,
} from '@murmuration/contracts';
import type { Cancellation, ClosedOrder, Order, PlacedOrder } from './order.ts';

export type OrderCancelled = ReturnType<typeof orderCancelled.of>;

/** What a message does to an order: a new state, its fact, and its timer dropped; or why it is refused or does nothing. */
export interface OrderDecision<Draft extends EventDraft> {
  readonly save?: { readonly orders: readonly [Order] };
  readonly emit?: readonly [Draft];
  readonly unschedule?: readonly [
    { readonly event: typeof orderDeadlineReached; readonly key: string },
  ];
  readonly reject?: readonly Problem[];
  readonly ignored?: string;
}

/** Who sent a command: a service or operator that the broker trusts, or a customer it has identified. */
export type Sender =
  | { readonly kind: 'trusted' }
  | { readonly kind: 'user'; readonly userId: string };

/** An order that reached its end needs its deadline no longer. */
export function deadlineOf(orderId: string): Required<OrderDecision<never>>['unschedule'] {
  return [{ event: orderDeadlineReached, key: orderId }];
}

/** Ends a placed order that does not come about. */
export function cancel(
  order: PlacedOrder,
  cancellation: Cancellation,
  now: Date,
): OrderDecision<OrderCancelled> {
  const { orderId, customerId, version } = order;
  const cancelled: ClosedOrder = {
    ...order,
    status: 'cancelled',
    cancellation,
    closedAt: now,
    version: version + 1,
  };
  return {
    save: { orders: [cancelled] },
    emit: [cancelledEvent(orderId, customerId, cancellation, now)],
    unschedule: deadlineOf(orderId),
  };
}

/** The event that tells everyone to give back what they hold. */
export function cancelledEvent(
  orderId: string,
  customerId: string,
  { reason, detail }: { readonly reason: CancellationReason; readonly detail: string },
  now: Date,
): OrderCancelled {
  return orderCancelled.of({ orderId, customerId, reason, detail, cancelledAt: now.toISOString() });
}
