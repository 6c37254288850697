import { getPayment } from '@murmuration/contracts';
import { eventually, type Shop } from '@murmuration/testkit';
import { expect } from 'vitest';
import { newArticle } from '../support/articles.ts';
import { cancel, orderOf, place, untilOrder } from '../support/orders.ts';

/** The customer's bank sends back the one refund of an order, after payment has recorded it as given back. */
export async function failRefund({ client, sandbox }: Shop, orderId: string): Promise<void> {
  const refund = async () => (await client.ask(getPayment, { orderId }))?.refunds[0];
  const isGiven = async () => (await refund())?.status === 'refunded';
  await eventually(isGiven, { what: 'a refund to be given back' });
  expect(await sandbox.failRefunds(orderId)).toHaveLength(1);
  await eventually(async () => (await refund())?.failure, { what: 'a refund to fail' });
}

const SLOWLY_MS = 5_000;

/** An order is cancelled after it was charged, and the customer's bank sends the money back. */
export async function cancelInVain(shop: Shop): Promise<void> {
  const { sandbox } = shop;
  const order = orderOf([await newArticle(shop), 2]);
  const { orderId } = order;
  // withheld, so that the slow answer is what tells of the charge
  await sandbox.setWebhooks({ off: true });
  const rule = { mode: 'slow', delayMs: SLOWLY_MS, match: { orderId } } as const;
  const { id } = await sandbox.addRule(rule);
  await place(shop, order);
  const isCharged = async () => (await sandbox.ledger(orderId)).charges.length > 0;
  await eventually(isCharged, { what: 'a charge at the provider' });
  expect((await cancel(shop, orderId)).status).toBe('accepted');
  await untilOrder(shop, orderId, 'cancelled');
  await sandbox.removeRule(id);
  await sandbox.setWebhooks({ off: false });
  await failRefund(shop, orderId);
}
