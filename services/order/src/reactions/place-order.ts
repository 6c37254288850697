import { defineReaction } from '@murmuration/choreography';
import {
  orderCancelled,
  orderDeadlineReached,
  orderPlaced,
  placeOrder,
} from '@murmuration/contracts';
import { decidePlacement } from '../domain/decide-placement.ts';
import type { OrderPolicy } from '../domain/order-policy.ts';
import { orders, products } from '../store/schema.ts';

/** Placing orders under a policy. */
export function placeOrderUnder(policy: OrderPolicy) {
  return defineReaction({
    name: 'place-order',
    on: [placeOrder],
    emits: [orderPlaced, orderCancelled, orderDeadlineReached],
    stores: { orders, products },
    keys: {
      orders: (command) => command.data.orderId,
      products: (command) => command.data.lines.map((line) => line.sku),
    },
    readOnly: ['products'],
    decide: ({ data, actor: sender }, state, { now }) =>
      decidePlacement(state.orders.get(data.orderId), data, {
        sender,
        products: state.products,
        policy,
        now,
      }),
  });
}
