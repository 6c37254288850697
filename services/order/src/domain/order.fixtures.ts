import type { WantedOrder } from './find-order-problems.ts';
import type { AwaitedOrder, CancelRequest, ClosedOrder, Order, PlacedOrder } from './order.ts';
import type { Sender } from './order-decision.ts';
import type { ProductReplica } from './product-replica.ts';

export const placedAt = new Date('2026-01-05T09:00:00.000Z');
export const deadline = new Date('2026-01-05T09:15:00.000Z');
export const now = new Date('2026-01-05T09:00:02.000Z');

export const shop: Sender = { kind: 'trusted' };
export const ada: Sender = { kind: 'user', userId: 'ada' };
export const mallory: Sender = { kind: 'user', userId: 'mallory' };

/** Ada orders two packets of tea and a cup. */
export function wantedOrder(changes: Partial<WantedOrder> = {}): WantedOrder {
  return {
    orderId: 'o-1',
    customerId: 'ada',
    lines: [
      { sku: 'tea', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } },
      { sku: 'cup', quantity: 1, unitPrice: { amount: 1_000, currency: 'EUR' } },
    ],
    paymentMethod: 'pm_card_visa',
    ...changes,
  };
}

/** The state of that order once it is placed. */
export function placedOrder(changes: Partial<PlacedOrder> = {}): PlacedOrder {
  return {
    orderId: 'o-1',
    customerId: 'ada',
    status: 'placed',
    lines: wantedOrder().lines,
    totalAmount: 2_380,
    currency: 'EUR',
    placedAt,
    deadline,
    closedAt: null,
    cancellation: null,
    rejection: null,
    cancelRequests: [],
    version: 1,
    ...changes,
  };
}

export function confirmedOrder(): ClosedOrder {
  return { ...placedOrder(), status: 'confirmed', closedAt: now, version: 2 };
}

export function cancelledOrder(changes: Partial<ClosedOrder> = {}): ClosedOrder {
  const cancellation = { reason: 'requested', detail: '' } as const;
  const end = { status: 'cancelled', cancellation, closedAt: now, version: 2 } as const;
  return { ...placedOrder(), ...end, ...changes };
}

/** The tombstone that wishes to cancel leave when they come before their order. */
export function awaitedOrder(...cancelRequests: readonly CancelRequest[]): AwaitedOrder {
  return {
    ...placedOrder(),
    status: 'cancel-requested',
    customerId: null,
    lines: [],
    totalAmount: null,
    currency: null,
    placedAt: null,
    deadline: null,
    cancelRequests,
    version: cancelRequests.length,
  };
}

/** Refused, because the cup is unknown. */
export function rejectedOrder(changes: Partial<ClosedOrder> = {}): ClosedOrder {
  return {
    ...placedOrder(),
    status: 'rejected',
    totalAmount: null,
    currency: null,
    placedAt: null,
    deadline: null,
    closedAt: placedAt,
    rejection: [
      { field: 'lines[1].sku', code: 'unknown_product', message: 'no product has the SKU cup' },
    ],
    ...changes,
  };
}

/** One order of each status in which nothing happens to it any more, and one that has not come yet. */
export const ordersNotPlaced: readonly Order[] = [
  awaitedOrder({ by: null, note: '' }),
  confirmedOrder(),
  cancelledOrder(),
  rejectedOrder(),
];

export function productWith(changes: Partial<ProductReplica> = {}): ProductReplica {
  return {
    sku: 'tea',
    name: 'Assam, 100 g',
    priceAmount: 690,
    currency: 'EUR',
    status: 'on-sale',
    version: 1,
    ...changes,
  };
}

/** Products by SKU. */
export function catalogueOf(...products: readonly ProductReplica[]): Map<string, ProductReplica> {
  return new Map(products.map((product) => [product.sku, product]));
}

/** Tea and cups at the prices of `wantedOrder`. */
export const catalogue = catalogueOf(
  productWith(),
  productWith({ sku: 'cup', name: 'Cup', priceAmount: 1_000 }),
);
