import type { ServiceDefinition } from '@murmuration/choreography';
import { defaultPolicy, type OrderPolicy } from './domain/order-policy.ts';
import { sagaDuration } from './measures/saga-duration.ts';
import { answerGetOrder } from './queries/answer-get-order.ts';
import { answerGetOrderTimeline } from './queries/answer-get-order-timeline.ts';
import { answerListMyOrders } from './queries/answer-list-my-orders.ts';
import { answerListOrders } from './queries/answer-list-orders.ts';
import { cancelOrderReaction } from './reactions/cancel-order.ts';
import { cancelWhenDeadlineReached } from './reactions/cancel-when-deadline-reached.ts';
import { cancelWhenPaymentDeclined } from './reactions/cancel-when-payment-declined.ts';
import { cancelWhenStockRejected } from './reactions/cancel-when-stock-rejected.ts';
import { confirmWhenPaymentCaptured } from './reactions/confirm-when-payment-captured.ts';
import { placeOrderUnder } from './reactions/place-order.ts';
import { replicateProducts } from './reactions/replicate-products.ts';
import { orders, products } from './store/schema.ts';

/** Orders: the only service that decides whether one is confirmed, cancelled or rejected. */
export function orderService(policy: OrderPolicy = defaultPolicy): ServiceDefinition {
  return {
    name: 'order',
    stores: [orders, products],
    reactions: [
      placeOrderUnder(policy),
      cancelOrderReaction,
      confirmWhenPaymentCaptured,
      cancelWhenStockRejected,
      cancelWhenPaymentDeclined,
      cancelWhenDeadlineReached,
      replicateProducts,
    ],
    answers: [answerGetOrder, answerGetOrderTimeline, answerListMyOrders, answerListOrders],
    measures: [sagaDuration],
  };
}
