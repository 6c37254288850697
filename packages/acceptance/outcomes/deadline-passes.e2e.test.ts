import { expectAgreement, useShop } from '@murmuration/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { useConformance } from '../support/as-declared.ts';
import { newArticle } from '../support/articles.ts';
import { murmur } from '../support/murmur.ts';
import { endOf, orderOf, place, untilOrder, untilPaymentKnowsOfEnd } from '../support/orders.ts';
import { beginOutage } from '../support/provider-outage.ts';

const shopOf = useShop({ env: { order: { ORDER_DEADLINE_SECONDS: '2' } } });
useConformance(shopOf);

afterEach(async () => {
  const { sandbox, services } = shopOf();
  await sandbox.clearRules();
  for (const service of services) await service.start();
});

describe('an order that is not confirmed by its deadline', () => {
  test('is cancelled while the payment provider is down, and is not charged when it is back', async () => {
    const shop = shopOf();
    const article = await newArticle(shop);
    const outage = await beginOutage(shop);
    const orderId = await place(shop, orderOf([article, 2]));
    await untilPaymentKnowsOfEnd(shop, orderId, 1);
    await outage.endAfterFreshCall();
    const [picture] = await expectAgreement(shop, [orderId]);
    expect(picture && endOf(picture)).toBe('cancelled: deadline-passed');
    expect(picture?.ledger.charges).toEqual([]);
    expect(picture?.payment?.status).toBe('voided');
    expect(picture?.reservation?.status).toBe('released');
  });

  test('is cancelled while payment is down, and costs nothing when it is back', async () => {
    const shop = shopOf();
    const article = await newArticle(shop);
    await shop.service('payment').kill();
    const orderId = await place(shop, orderOf([article, 1]));
    await untilOrder(shop, orderId, 'cancelled');
    const why = await murmur(shop, 'order', 'why', orderId);
    expect(why).toMatchObject({
      exitCode: 3,
      document: {
        end: { event: 'order.cancelled' },
        awaited: expect.arrayContaining([
          expect.objectContaining({
            service: 'payment',
            reaction: 'charge-when-reserved-unless-cancelled',
            after: 'inventory.stock-reserved',
            isUp: false,
          }),
        ]),
      },
    });
    await shop.service('payment').start();
    const [picture] = await expectAgreement(shop, [orderId]);
    expect(picture && endOf(picture)).toBe('cancelled: deadline-passed');
    expect(picture?.reservation?.status).toBe('released');
    expect(picture?.payment?.captured).toBe(picture?.payment?.refunded);
  });

  test('is cancelled also when its deadline passed while order was stopped', async () => {
    const shop = shopOf();
    const article = await newArticle(shop);
    await shop.service('payment').stop();
    const orderId = await place(shop, orderOf([article, 1]));
    await shop.service('order').kill();
    await shop.service('order').start();
    await untilOrder(shop, orderId, 'cancelled');
    await shop.service('payment').start();
    const [picture] = await expectAgreement(shop, [orderId]);
    expect(picture && endOf(picture)).toBe('cancelled: deadline-passed');
  });
});
