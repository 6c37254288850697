import { changeProductPrice, eraseUser, retireProduct } from '@murmuration/contracts';
import { drained, expectDeadLetter, type Shop } from '@murmuration/testkit';
import { expect } from 'vitest';
import { newArticle, newId } from '../support/articles.ts';
import { type Customer, planCrowd, sendCrowd } from '../support/crowd.ts';
import { expectCrowdServed } from '../support/expect-crowd.ts';
import { join, joinStaff } from '../support/people.ts';
import { sendRaw } from '../support/raw-command.ts';
import { refund } from '../support/refunds.ts';

const SIZE = 60;
const LIMIT_MS = 60_000;

/** Lets everything happen that leaves a trace in some table: all ends of orders, refunds, staff, somebody who is erased, articles that change and go. */
export async function letEverythingHappen(shop: Shop): Promise<void> {
  const crowd = await planCrowd(shop, SIZE);
  await sendCrowd(shop, crowd);
  await expectCrowdServed(shop, crowd, LIMIT_MS);
  await Promise.all([refundSome(shop, crowd), changeArticles(shop), letPeopleComeAndGo(shop)]);
  await buryOne(shop);
  await drained(shop);
}

async function refundSome(shop: Shop, crowd: readonly Customer[]): Promise<void> {
  const [one, other] = crowd.filter(({ plan }) => plan === 'buys');
  for (const customer of [one, other]) {
    const outcome = await refund(shop, customer?.order.orderId ?? '', 100);
    expect(outcome.status).toBe('accepted');
  }
}

async function changeArticles(shop: Shop): Promise<void> {
  const { sku } = await newArticle(shop);
  const price = { amount: 750, currency: 'EUR' };
  await shop.client.send(changeProductPrice, { changeId: newId('change'), sku, price });
  await shop.client.send(retireProduct, { sku });
}

async function letPeopleComeAndGo(shop: Shop): Promise<void> {
  await joinStaff(shop);
  const { userId } = await join(shop);
  expect((await shop.client.send(eraseUser, { userId })).status).toBe('accepted');
}

async function buryOne(shop: Shop): Promise<void> {
  await sendRaw(shop, 'cmd.order.place', 'no JSON');
  await expectDeadLetter(shop, { service: 'order', reason: 'unreadable' });
}
