import { listNotifications } from '@murmuration/contracts';
import { drained, eventually, expectAgreement, type Shop } from '@murmuration/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { newArticle } from '../support/articles.ts';
import { envelopeOf } from '../support/events.ts';
import { orderOf, place, untilOrder } from '../support/orders.ts';
import { refund } from '../support/refunds.ts';

/** One charge and one mail, whatever happens to whoever the shop talks to. */
export function providerOrMailServerFails(shopOf: () => Shop): void {
  afterEach(async () => {
    const { sandbox, mail } = shopOf();
    await Promise.all([
      sandbox.clearRules(),
      sandbox.setWebhooks({ off: false, duplicate: 0 }),
      mail.start(),
    ]);
  });

  describe('while the payment provider is down', () => {
    test('orders wait, and are confirmed when it is back before their deadline', async () => {
      const shop = shopOf();
      const article = await newArticle(shop);
      await shop.sandbox.addRule({ mode: 'down', times: 4 });
      const orderId = await place(shop, orderOf([article, 1]));
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(await shop.sandbox.rules()).toEqual([]);
      expect(picture?.order?.status).toBe('confirmed');
    });
  });

  describe('when the provider charges and the answer is lost', () => {
    test.each([
      ['because it never comes', 'charge-then-hang'],
      ['because the provider says that it failed', 'charge-then-fail'],
      ['because the connection breaks', 'charge-then-drop'],
    ] as const)('%s, the order is confirmed and charged once', async (_, mode) => {
      const shop = shopOf();
      const order = orderOf([await newArticle(shop), 2]);
      // without them it is up to the payment service to find out
      await shop.sandbox.setWebhooks({ off: true });
      await shop.sandbox.addRule({ mode, times: 1, match: { orderId: order.orderId } });
      await place(shop, order);
      const [picture] = await expectAgreement(shop, [order.orderId]);
      expect(await shop.sandbox.rules()).toEqual([]);
      expect(picture?.order?.status).toBe('confirmed');
      expect(picture?.ledger.charges).toHaveLength(1);
    });

    test('in each of its requests, the order is confirmed and charged once, and given back once', async () => {
      const shop = shopOf();
      const order = orderOf([await newArticle(shop), 2]);
      const { orderId } = order;
      await shop.sandbox.setWebhooks({ off: true });
      const failing = { mode: 'charge-then-fail', times: 1, match: { orderId } } as const;
      for (const operation of ['create', 'confirm', 'refund'] as const)
        await shop.sandbox.addRule({ ...failing, operation });
      await place(shop, order);
      await untilOrder(shop, orderId, 'confirmed');
      expect((await refund(shop, orderId, 100)).status).toBe('accepted');
      await drained(shop);
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(await shop.sandbox.rules()).toEqual([]);
      expect(picture?.ledger.charges).toHaveLength(1);
      expect(picture?.ledger.refunds).toHaveLength(1);
    });

    test('the webhook may tell of the charge before the call does', async () => {
      const shop = shopOf();
      const order = orderOf([await newArticle(shop), 1]);
      const match = { orderId: order.orderId };
      await shop.sandbox.addRule({ mode: 'slow', delayMs: 5_000, times: 1, match });
      await place(shop, order);
      const { causationId } = await envelopeOf(shop, order.orderId, 'payment.captured.v1');
      const report = await envelopeOf(shop, order.orderId, 'payment.provider-reported.v1');
      expect(causationId).toBe(report.id);
      const [picture] = await expectAgreement(shop, [order.orderId]);
      expect(picture?.ledger.charges).toHaveLength(1);
    });

    test('the webhook may come several times', async () => {
      const shop = shopOf();
      const article = await newArticle(shop);
      await shop.sandbox.setWebhooks({ duplicate: 5 });
      const orderId = await place(shop, orderOf([article, 1]));
      await expectAgreement(shop, [orderId]);
      const delivered = async () => (await shop.sandbox.webhooks()).pending === 0;
      await eventually(delivered, { what: 'all webhooks to be delivered' });
      await shop.sandbox.setWebhooks({ duplicate: 0 });
      await expectAgreement(shop, [orderId]);
    });
  });

  describe('while the mail server is down', () => {
    test('orders end, and each mail arrives once when it is back', async () => {
      const shop = shopOf();
      const article = await newArticle(shop);
      await shop.mail.stop();
      const orderId = await place(shop, orderOf([article, 1]));
      await untilOrder(shop, orderId, 'confirmed');
      await eventually(
        async () => {
          const { notifications } = await shop.client.ask(listNotifications, { orderId });
          return notifications.some(({ status }) => status === 'sending');
        },
        { what: `a mail about ${orderId} to be tried` },
      );
      await shop.mail.start();
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture?.mails).toHaveLength(1);
    });
  });
}
