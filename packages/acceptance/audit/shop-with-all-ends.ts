import { changeProductPrice, eraseUser, retireProduct } from '@murmuration/contracts';
import { drained, expectDeadLetter, type Shop } from '@murmuration/testkit';
import { expect } from 'vitest';
import { newArticle, newId } from '../support/articles.ts';
import { type Customer, planCrowd, sendCrowd } from '../support/crowd.ts';
import { expectCrowdServed } from '../support/expect-crowd.ts';
import { join, joinStaff } from '../support/people.ts';
import { sendRaw } from '../support/raw-command.ts';
import { refund } from '../support/refunds.ts';
import { cancelInVain, failRefund } from './refunds-in-vain.ts';

const SIZE = 60;
const LIMIT_MS = 60_000;

/** Lets everything happen that leaves a trace in some table: all ends of orders, refunds, also such as fail later, staff, somebody who is erased, articles that change and go. */
export async function letEverythingHappen(shop: Shop): Promise<void> {
  const crowd = await planCrowd(shop, SIZE);
  await sendCrowd(shop, crowd);
  await expectCrowdServed(shop, crowd, LIMIT_MS);
  await Promise.all([refundSome(shop, crowd), changeArticles(shop), letPeopleComeAndGo(shop)]);
  await cancelInVain(shop);
  await buryOne(shop);
  await drained(shop);
}

async function refundSome(shop: Shop, crowd: readonly Customer[]): Promise<void> {
  const buyers = crowd.filter(({ plan }) => plan === 'buys');
  const [one, other, third] = buyers.map(({ order }) => order.orderId);
  for (const orderId of [one, other, third]) {
    const outcome = await refund(shop, orderId ?? '', 100);
    expect(outcome.status).toBe('accepted');
  }
  await failRefund(shop, third ?? '');
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
  // of end users such a command is not kept
  await shop.connection.request('user.ada.cmd.order.place', 'no JSON');
}
