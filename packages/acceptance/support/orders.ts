import {
  cancelOrder,
  getOrder,
  orderCancelled,
  type Outcome,
  placeOrder,
} from '@murmuration/contracts';
import { eventually, heard, type OrderPicture, type Shop } from '@murmuration/testkit';
import { expect } from 'vitest';
import { type Article, newId } from './articles.ts';
import { ADA } from './customers.ts';
import { eventOf } from './events.ts';

/** The data of the command that places an order. */
export type Order = Parameters<typeof placeOrder.key>[0];

/** A card that the payment provider declines. */
export const EMPTY_CARD = 'pm_card_chargeDeclinedInsufficientFunds';

/** An order of Ada's at the right prices, with a card that works. */
export function orderOf(...lines: readonly (readonly [Article, number])[]): Order {
  return {
    orderId: newId('order'),
    customerId: ADA.userId,
    lines: lines.map(([{ sku, price }, quantity]) => ({ sku, quantity, unitPrice: price })),
    paymentMethod: 'pm_card_visa',
  };
}

/** Sends an order that the shop has to accept. */
export async function place({ client }: Shop, order: Order): Promise<string> {
  const accepted = { status: 'accepted', commandId: order.orderId, id: order.orderId };
  expect(await client.send(placeOrder, order)).toEqual(accepted);
  return order.orderId;
}

/** Sends a wish to cancel. */
export async function cancel({ client }: Shop, orderId: string): Promise<Outcome> {
  return await client.send(cancelOrder, { orderId, note: 'changed my mind' });
}

/** Waits until the order service says that an order is in this state. */
export async function untilOrder(
  { client }: Shop,
  orderId: string,
  status: string,
  timeoutMs = 20_000,
): Promise<void> {
  await eventually(
    async () => {
      const order = await client.ask(getOrder, { orderId });
      if (order?.status !== status) throw new Error(`it is ${order?.status ?? 'unknown'}`);
      return true;
    },
    { what: `order ${orderId} to be ${status}`, timeoutMs },
  );
}

/** Waits until an order is cancelled and payment has been told so, while `charges` calls to the provider are open. */
export async function untilPaymentKnowsOfEnd(
  shop: Shop,
  orderId: string,
  charges: number,
): Promise<void> {
  await eventOf(shop, orderCancelled, (data) => data.orderId === orderId);
  await heard(shop, 'payment-charge-when-reserved-unless-cancelled', charges);
}

/** How an order ended: its status, with the reason when it was cancelled. */
export function endOf({ order }: OrderPicture): string {
  return [order?.status, order?.cancellation?.reason].filter(Boolean).join(': ');
}
