import type { OrderFacts, OrderStatus } from '../domain/order.ts';

type StoredOrder = OrderFacts & { readonly status: OrderStatus };

/** A moment of an order's life. */
interface TimelineEntry {
  readonly what: 'placed' | 'confirmed' | 'cancelled' | 'rejected';
  readonly at: string;
  readonly detail: string;
}

/** What happened to an order: it has at most two moments, that of its placement and that of its end. */
export function orderTimelineOf(order: StoredOrder) {
  const { orderId, placedAt, status, deadline, version } = order;
  const placed: readonly TimelineEntry[] =
    placedAt === null ? [] : [{ what: 'placed', at: placedAt.toISOString(), detail: '' }];
  const decidedBy = status === 'placed' ? (deadline?.toISOString() ?? null) : null;
  return { orderId, entries: [...placed, ...endOf(order)], decidedBy, version };
}

function endOf(order: StoredOrder): readonly TimelineEntry[] {
  const { status, closedAt } = order;
  if (closedAt === null || status === 'placed' || status === 'cancel-requested') return [];
  return [{ what: status, at: closedAt.toISOString(), detail: reasonOf(order) }];
}

function reasonOf({ cancellation, rejection }: OrderFacts): string {
  if (rejection !== null) return rejection.map(({ message }) => message).join('; ');
  if (cancellation === null) return '';
  const { reason, detail } = cancellation;
  return detail === '' ? reason : `${reason}: ${detail}`;
}
