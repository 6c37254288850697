import {
  orderDeadlineReached,
  orderPlaced,
  type OrderLine,
  type Problem,
} from '@murmuration/contracts';
import { findOrderProblems, totalOf, type WantedOrder } from './find-order-problems.ts';
import type { AwaitedOrder, CancelRequest, ClosedOrder, Order, PlacedOrder } from './order.ts';
import {
  cancelledEvent,
  type OrderCancelled,
  type OrderDecision,
  type Sender,
} from './order-decision.ts';
import type { OrderPolicy } from './order-policy.ts';
import type { ProductLookup } from './product-replica.ts';

type OrderPlaced = ReturnType<typeof orderPlaced.of>;
type DeadlineReached = ReturnType<typeof orderDeadlineReached.of>;

/** Only a placement sets a timer, the deadline of the order; and only a placement may end at once. */
interface PlacementDecision extends Omit<OrderDecision<OrderPlaced>, 'emit'> {
  readonly emit?: readonly [OrderPlaced] | readonly [OrderPlaced, OrderCancelled];
  readonly schedule?: readonly [{ readonly event: DeadlineReached; readonly at: Date }];
}

/** What a placement depends on beside the order itself. */
export interface PlacementCircumstances {
  readonly sender: Sender;
  readonly products: ProductLookup;
  readonly policy: OrderPolicy;
  readonly now: Date;
}

/** Places an order at the prices its customer saw; refuses it with all reasons; cancels it when that was wished before. */
export function decidePlacement(
  known: Order | undefined,
  wanted: WantedOrder,
  circumstances: PlacementCircumstances,
): PlacementDecision {
  if (known !== undefined && known.status !== 'cancel-requested') return repeat(known, wanted);
  const { sender, products, policy, now } = circumstances;
  const problems = findOrderProblems(wanted, sender, products);
  if (problems.length > 0) return refuse(known, wanted, problems, circumstances);
  const order = placedOrder(known, wanted, policy, now);
  const wish = known?.cancelRequests.find(({ by }) => by === null || by === order.customerId);
  return wish === undefined ? place(order, wanted) : cancelOnArrival(order, wanted, wish, now);
}

function place(order: PlacedOrder, wanted: WantedOrder): PlacementDecision {
  const { orderId, deadline } = order;
  return {
    save: { orders: [order] },
    emit: [placedEvent(order, wanted)],
    schedule: [{ event: orderDeadlineReached.of({ orderId }), at: deadline }],
  };
}

function placedEvent(order: PlacedOrder, { paymentMethod }: WantedOrder): OrderPlaced {
  const { orderId, customerId, lines, totalAmount, currency, placedAt, deadline } = order;
  return orderPlaced.of({
    orderId,
    customerId,
    lines,
    total: { amount: totalAmount, currency },
    paymentMethod,
    placedAt: placedAt.toISOString(),
    deadline: deadline.toISOString(),
  });
}

function placedOrder(
  known: AwaitedOrder | undefined,
  { orderId, customerId, lines }: WantedOrder,
  policy: OrderPolicy,
  now: Date,
): PlacedOrder {
  return {
    orderId,
    customerId,
    status: 'placed',
    lines,
    totalAmount: totalOf(lines),
    currency: currencyOf(lines),
    placedAt: now,
    deadline: new Date(now.getTime() + policy.deadlineSeconds * 1_000),
    closedAt: null,
    cancellation: null,
    rejection: null,
    cancelRequests: known?.cancelRequests ?? [],
    version: (known?.version ?? 0) + 1,
  };
}

/** The order begins and ends at once. Both are told, so that whoever hears of its end also knows whose it was; no deadline is set. */
function cancelOnArrival(
  order: PlacedOrder,
  wanted: WantedOrder,
  wish: CancelRequest,
  now: Date,
): PlacementDecision {
  const cancellation = { reason: 'requested', detail: wish.note } as const;
  const cancelled: ClosedOrder = {
    ...order,
    status: 'cancelled',
    cancellation,
    closedAt: now,
    version: order.version + 1,
  };
  return {
    save: { orders: [cancelled] },
    emit: [
      placedEvent(order, wanted),
      cancelledEvent(order.orderId, order.customerId, cancellation, now),
    ],
  };
}

function refuse(
  known: AwaitedOrder | undefined,
  { orderId, customerId, lines }: WantedOrder,
  problems: Problem[],
  { sender, now }: PlacementCircumstances,
): PlacementDecision {
  const rejected: ClosedOrder = {
    orderId,
    // A refused order belongs to who sent it, so that nobody can put one into the account of another.
    customerId: sender.kind === 'user' ? sender.userId : customerId,
    status: 'rejected',
    lines,
    totalAmount: null,
    currency: null,
    placedAt: null,
    deadline: null,
    closedAt: now,
    cancellation: null,
    rejection: problems,
    cancelRequests: known?.cancelRequests ?? [],
    version: (known?.version ?? 0) + 1,
  };
  return { save: { orders: [rejected] }, reject: problems };
}

/** The runtime recognises repeated commands; this holds also when it has forgotten an old one. */
function repeat(known: PlacedOrder | ClosedOrder, wanted: WantedOrder): PlacementDecision {
  const { orderId, customerId, rejection, lines } = known;
  if (customerId !== wanted.customerId || !sameLines(lines, wanted.lines)) {
    const message = `there is another order with the id ${orderId}; choose a new id`;
    return { reject: [{ field: 'orderId', code: 'already_exists', message }] };
  }
  if (rejection !== null) return { reject: rejection };
  return { ignored: `order ${orderId} was placed before` };
}

function sameLines(some: readonly OrderLine[], others: readonly OrderLine[]): boolean {
  return some.length === others.length && some.every((line, at) => sameLine(line, others[at]));
}

function sameLine(one: OrderLine, other: OrderLine | undefined): boolean {
  return (
    one.sku === other?.sku &&
    one.quantity === other.quantity &&
    one.unitPrice.amount === other.unitPrice.amount &&
    one.unitPrice.currency === other.unitPrice.currency
  );
}

/** The contract allows neither an order without lines nor lines in different currencies. */
function currencyOf([first]: readonly OrderLine[]): string {
  if (first === undefined) throw new RangeError('an order without lines has no currency');
  return first.unitPrice.currency;
}
