import { type cancelOrder, orderCancelRequested, type Problem } from '@murmuration/contracts';
import {
  type AwaitedOrder,
  type CancelRequest,
  type ClosedOrder,
  type Order,
  unknownStatus,
} from './order.ts';
import { cancel, type OrderCancelled, type OrderDecision, type Sender } from './order-decision.ts';

type Wish = Parameters<typeof cancelOrder.key>[0];
type CancelRequestDecision = OrderDecision<
  OrderCancelled | ReturnType<typeof orderCancelRequested.of>
>;

/** Cancels an order that is not confirmed; a wish that came before its order is kept until the order comes. */
export function decideCancelRequest(
  order: Order | undefined,
  { orderId, note = '' }: Wish,
  sender: Sender,
  now: Date,
): CancelRequestDecision {
  const by = sender.kind === 'user' ? sender.userId : null;
  if (order === undefined) return remember(nothingKnown(orderId), { by, note });
  if (order.status === 'cancel-requested') return rememberOnce(order, { by, note });
  if (by !== null && by !== order.customerId) return { reject: [notYours(orderId)] };
  switch (order.status) {
    case 'placed':
      return cancel(order, { reason: 'requested', detail: note }, now);
    case 'confirmed':
    case 'cancelled':
    case 'rejected':
      return answerForClosed(order.status, orderId);
    default:
      return unknownStatus(order);
  }
}

function answerForClosed(status: ClosedOrder['status'], orderId: string): CancelRequestDecision {
  switch (status) {
    case 'cancelled':
      return { ignored: `order ${orderId} is cancelled already` };
    case 'confirmed': {
      const message = `order ${orderId} is confirmed, which is final; ask for a refund instead`;
      return { reject: [{ field: 'orderId', code: 'already_confirmed', message }] };
    }
    case 'rejected': {
      const message = `order ${orderId} was rejected; there is nothing to cancel`;
      return { reject: [{ field: 'orderId', code: 'already_rejected', message }] };
    }
    default:
      return unknownStatus(status);
  }
}

/** The same person wishing twice changes nothing; another may be the one whom the order will belong to. */
function rememberOnce(order: AwaitedOrder, request: CancelRequest): CancelRequestDecision {
  if (order.cancelRequests.some(({ by }) => by === request.by)) {
    return { ignored: `the cancellation of order ${order.orderId} waits for the order already` };
  }
  return remember(order, request);
}

function remember(order: AwaitedOrder, request: CancelRequest): CancelRequestDecision {
  const { orderId, cancelRequests, version } = order;
  const remembered: AwaitedOrder = {
    ...order,
    cancelRequests: [...cancelRequests, request],
    version: version + 1,
  };
  return { save: { orders: [remembered] }, emit: [orderCancelRequested.of({ orderId })] };
}

function nothingKnown(orderId: string): AwaitedOrder {
  return {
    orderId,
    customerId: null,
    status: 'cancel-requested',
    lines: [],
    totalAmount: null,
    currency: null,
    placedAt: null,
    deadline: null,
    closedAt: null,
    cancellation: null,
    rejection: null,
    cancelRequests: [],
    version: 0,
  };
}

function notYours(orderId: string): Problem {
  const message = `order ${orderId} is not yours; you can cancel your own orders only`;
  return { field: 'orderId', code: 'not_yours', message };
}
