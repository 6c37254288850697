import { emitted, fixedContext, messageOf, viewsOf } from '@murmuration/choreography';
import {
  cancelOrder,
  orderDeadlineReached,
  paymentCaptured,
  paymentDeclined,
  placeOrder,
  productCreated,
  productPriceChanged,
  productRetired,
  stockRejected,
} from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { catalogue, mallory, now, placedOrder, wantedOrder } from './domain/order.fixtures.ts';
import { cancelOrderReaction } from './reactions/cancel-order.ts';
import { cancelWhenDeadlineReached } from './reactions/cancel-when-deadline-reached.ts';
import { cancelWhenPaymentDeclined } from './reactions/cancel-when-payment-declined.ts';
import { cancelWhenStockRejected } from './reactions/cancel-when-stock-rejected.ts';
import { confirmWhenPaymentCaptured } from './reactions/confirm-when-payment-captured.ts';
import { placeOrderUnder } from './reactions/place-order.ts';
import { replicateProducts } from './reactions/replicate-products.ts';
import { orderService } from './service.ts';
import { orders, products } from './store/schema.ts';

const context = fixedContext(now.toISOString());
const nothing = viewsOf({ orders, products });
const placed = viewsOf({ orders }, { orders: [placedOrder()] });

const place = messageOf(placeOrder, wantedOrder());
const cancel = messageOf(cancelOrder, { orderId: 'o-1', note: 'ordered twice' });
const captured = messageOf(paymentCaptured, {
  orderId: 'o-1',
  amount: { amount: 2_380, currency: 'EUR' },
  providerReference: 'pi_1',
  capturedAt: now.toISOString(),
});
const short = messageOf(stockRejected, {
  orderId: 'o-1',
  shortages: [{ sku: 'tea', requested: 2, available: 1 }],
});
const declined = messageOf(paymentDeclined, { orderId: 'o-1', code: 'x', message: 'No funds.' });
const late = messageOf(orderDeadlineReached, { orderId: 'o-1' });

describe('the reactions of order', () => {
  it('lock the order; placing one also needs its products', () => {
    const placing = placeOrderUnder({ deadlineSeconds: 60 });
    expect(placing.keys.orders(place, nothing)).toBe('o-1');
    expect(placing.keys.products(place, nothing)).toEqual(['tea', 'cup']);
    expect(cancelOrderReaction.keys.orders(cancel, nothing)).toBe('o-1');
    expect(confirmWhenPaymentCaptured.keys.orders(captured, nothing)).toBe('o-1');
    expect(cancelWhenStockRejected.keys.orders(short, nothing)).toBe('o-1');
    expect(cancelWhenPaymentDeclined.keys.orders(declined, nothing)).toBe('o-1');
    expect(cancelWhenDeadlineReached.keys.orders(late, nothing)).toBe('o-1');
  });

  it('place an order under the policy, and refuse a user who orders for another', () => {
    const placing = placeOrderUnder({ deadlineSeconds: 60 });
    const shelves = viewsOf({ orders, products }, { products: [...catalogue.values()] });
    const decision = placing.decide(place, shelves, context);
    expect(emitted(decision)).toEqual(['order.placed.v1']);
    expect(decision.schedule?.[0]?.at).toEqual(new Date(now.getTime() + 60_000));
    const refused = placing.decide({ ...place, actor: mallory }, shelves, context);
    expect(refused.reject?.map((reason) => reason.code)).toEqual(['not_yours']);
  });

  it('cancel an order for its reason', () => {
    const ends = [
      cancelOrderReaction.decide(cancel, placed, context),
      cancelWhenStockRejected.decide(short, placed, context),
      cancelWhenPaymentDeclined.decide(declined, placed, context),
      cancelWhenDeadlineReached.decide(late, placed, context),
    ];
    expect(ends.map((end) => end.save?.orders?.[0]?.cancellation)).toEqual([
      { reason: 'requested', detail: 'ordered twice' },
      { reason: 'out-of-stock', detail: 'tea: 2 wanted, 1 available' },
      { reason: 'payment-declined', detail: 'No funds.' },
      { reason: 'deadline-passed', detail: 'not confirmed by 2026-01-05T09:15:00.000Z' },
    ]);
    expect(ends.map(emitted)).toEqual(ends.map(() => ['order.cancelled.v1']));
  });

  it("refuse to cancel somebody else's order", () => {
    const decision = cancelOrderReaction.decide({ ...cancel, actor: mallory }, placed, context);
    expect(decision.reject?.map((reason) => reason.code)).toEqual(['not_yours']);
  });

  it('confirm an order whose payment is captured', () => {
    const decision = confirmWhenPaymentCaptured.decide(captured, placed, context);
    expect(emitted(decision)).toEqual(['order.confirmed.v1']);
  });

  it('replicate products: on sale until they are retired', () => {
    const news = { sku: 'tea', name: 'Tea', price: { amount: 1, currency: 'EUR' }, version: 1 };
    const none = viewsOf({ products });
    const messages = [productCreated, productPriceChanged, productRetired].map((contract) =>
      messageOf(contract, news),
    );
    const statuses = messages.map((message) => {
      expect(replicateProducts.keys.products(message, none)).toBe('tea');
      return replicateProducts.decide(message, none, context).save?.products?.[0]?.status;
    });
    expect(statuses).toEqual(['on-sale', 'on-sale', 'retired']);
  });
});

it('a reaction of order has a name of its own', () => {
  const names = orderService().reactions.map((reaction) => reaction.name);
  expect(new Set(names).size).toBe(names.length);
});
