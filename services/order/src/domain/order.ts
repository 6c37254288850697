import type { CancellationReason, OrderLine, Problem } from '@murmuration/contracts';

/**
 * The life of an order.
 *
 *     (none) ── order.place ──▶ placed ── payment captured ──▶ confirmed
 *        │           │             └── cancel, shortage, decline, deadline ──▶ cancelled
 *        │           └── a line is wrong ──▶ rejected
 *        └── order.cancel came first ──▶ cancel-requested ── order.place ──▶ cancelled
 */
export type OrderStatus = Order['status'];

/** A wish to cancel an order that has not arrived yet. */
export interface CancelRequest {
  /** The user who wished it; null when a sender did whom the broker trusts. */
  readonly by: string | null;
  readonly note: string;
}

export interface Cancellation {
  reason: CancellationReason;
  detail: string;
}

/** What is written down of every order, whatever its status. */
export interface OrderFacts {
  readonly orderId: string;
  readonly customerId: string | null;
  readonly lines: OrderLine[];
  /** In minor units of `currency`. */
  readonly totalAmount: number | null;
  readonly currency: string | null;
  readonly placedAt: Date | null;
  readonly deadline: Date | null;
  readonly closedAt: Date | null;
  readonly cancellation: Cancellation | null;
  readonly rejection: Problem[] | null;
  readonly cancelRequests: readonly CancelRequest[];
  /** Counts the changes, each of which is one published event. */
  readonly version: number;
}

/** Not an order yet: wishes to cancel it came first. Anybody may have sent them, so each tells who did. */
export interface AwaitedOrder extends OrderFacts {
  readonly status: 'cancel-requested';
}

/** Waits for stock and for money. */
export interface PlacedOrder extends OrderFacts {
  readonly status: 'placed';
  readonly customerId: string;
  readonly totalAmount: number;
  readonly currency: string;
  readonly placedAt: Date;
  readonly deadline: Date;
}

/** Nothing will happen to it any more. */
export interface ClosedOrder extends OrderFacts {
  readonly status: 'confirmed' | 'cancelled' | 'rejected';
  readonly closedAt: Date;
}

export type Order = AwaitedOrder | PlacedOrder | ClosedOrder;

/** Fails when a status was forgotten: `order` must be `never` here. */
export function unknownStatus(order: never): never {
  throw new Error(`an order has an unknown status: ${JSON.stringify(order)}`);
}
