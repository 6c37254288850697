import { getPayment, listFailedRefunds, type Outcome, refundPayment } from '@murmuration/contracts';
import { drained, eventually, expectAgreement, type Shop } from '@murmuration/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { type Article, newArticle, newArticles, newId } from '../support/articles.ts';
import { orderOf, place, untilOrder } from '../support/orders.ts';
import { refund } from '../support/refunds.ts';

/** Money back by sum and by piece, up to what was captured. */
export function refundedByStaff(shopOf: () => Shop): void {
  /** Asks for the price of some pieces to be given back. */
  async function refundPieces(
    { client }: Shop,
    orderId: string,
    ...lines: readonly (readonly [Article, number])[]
  ): Promise<Outcome> {
    const refundId = newId('refund');
    const pieces = lines.map(([{ sku }, quantity]) => ({ sku, quantity }));
    return await client.send(refundPayment, { refundId, orderId, lines: pieces, reason: 'torn' });
  }

  async function moneyOf({ client }: Shop, orderId: string) {
    const payment = await client.ask(getPayment, { orderId });
    return {
      captured: payment?.captured,
      refunded: payment?.refunded,
      lines: payment?.refunds.flatMap((each) => each.lines.map(({ quantity }) => quantity)),
    };
  }

  describe('an order of three bags for 500 and a cup for 300', () => {
    test('is given back piece by piece until nothing is left, and not a cent beyond', async () => {
      const shop = shopOf();
      const [bag, cup] = await newArticles(shop, [{ amount: 500 }, { amount: 300 }]);
      if (bag === undefined || cup === undefined) throw new Error('two articles were asked for');
      const orderId = await place(shop, orderOf([bag, 3], [cup, 1]));
      await untilOrder(shop, orderId, 'confirmed');

      expect((await refundPieces(shop, orderId, [bag, 1])).status).toBe('accepted');
      expect(await refundPieces(shop, orderId, [bag, 3])).toMatchObject({
        status: 'rejected',
        reasons: [{ field: 'lines[0].quantity', code: 'exceeds_ordered' }],
      });
      expect((await refundPieces(shop, orderId, [bag, 2], [cup, 1])).status).toBe('accepted');
      expect(await refundPieces(shop, orderId, [cup, 1])).toMatchObject({ status: 'rejected' });
      expect((await refund(shop, orderId, 1)).status).toBe('rejected');

      await drained(shop);
      const money = await moneyOf(shop, orderId);
      expect(money).toEqual({ captured: 1_800, refunded: 1_800, lines: [1, 2, 1] });
      await expectAgreement(shop, [orderId]);
    });

    test('whose sum went back in part gives back no pieces that cost more than the rest', async () => {
      const shop = shopOf();
      const [bag] = await newArticles(shop, [{ amount: 500 }]);
      if (bag === undefined) throw new Error('an article was asked for');
      const orderId = await place(shop, orderOf([bag, 2]));
      await untilOrder(shop, orderId, 'confirmed');
      expect((await refund(shop, orderId, 700)).status).toBe('accepted');
      expect(await refundPieces(shop, orderId, [bag, 1])).toMatchObject({
        status: 'rejected',
        reasons: [{ field: 'lines', code: 'exceeds_captured' }],
      });
      await drained(shop);
      await expectAgreement(shop, [orderId]);
    });
  });

  describe('a refund that the customer’s bank sends back', () => {
    test('is owed again, says why, and is given back as another one', async () => {
      const shop = shopOf();
      const { client, sandbox } = shop;
      const [bag] = await newArticles(shop, [{ amount: 500 }]);
      if (bag === undefined) throw new Error('an article was asked for');
      const orderId = await place(shop, orderOf([bag, 2]));
      await untilOrder(shop, orderId, 'confirmed');
      expect((await refundPieces(shop, orderId, [bag, 2])).status).toBe('accepted');
      await drained(shop);

      expect(await sandbox.failRefunds(orderId, 'account_closed')).toHaveLength(1);
      const failed = await eventually(
        async () => {
          const payment = await client.ask(getPayment, { orderId });
          return payment?.refunds[0]?.failure !== undefined && payment;
        },
        { what: 'the failure to be booked' },
      );
      expect(failed).toMatchObject({ captured: 1_000, refunded: 0, balanced: true });
      expect(failed.refunds).toMatchObject([{ status: 'requested', failure: 'account_closed' }]);
      const { items } = await client.ask(listFailedRefunds, { limit: 100 });
      expect(items.filter((each) => each.orderId === orderId)).toHaveLength(1);
      await expectAgreement(shop, [orderId]);

      expect((await refundPieces(shop, orderId, [bag, 2])).status).toBe('accepted');
      await drained(shop);
      await expectAgreement(shop, [orderId]);
      const money = await moneyOf(shop, orderId);
      expect(money).toMatchObject({ captured: 1_000, refunded: 1_000 });
    });
  });

  describe('a refund that comes back while webhooks get lost', () => {
    afterEach(() => shopOf().sandbox.setWebhooks({ off: false }));

    test('is found in what the provider has told when payment starts', async () => {
      const shop = shopOf();
      const { client, sandbox } = shop;
      const orderId = await place(shop, orderOf([await newArticle(shop), 1]));
      await untilOrder(shop, orderId, 'confirmed');
      expect((await refund(shop, orderId, 100)).status).toBe('accepted');
      await drained(shop);
      await sandbox.setWebhooks({ off: true });
      await sandbox.failRefunds(orderId, 'account_closed');
      await shop.service('payment').stop();
      await shop.service('payment').start();
      const isBooked = async () =>
        (await client.ask(getPayment, { orderId }))?.refunds[0]?.failure === 'account_closed';
      await eventually(isBooked, { what: 'the failure to be booked' });
      await expectAgreement(shop, [orderId]);
    });
  });

  describe('refunds by command', () => {
    test('give money back in parts up to what was captured, and never beyond', async () => {
      const shop = shopOf();
      const orderId = await place(shop, orderOf([await newArticle(shop), 2]));
      await untilOrder(shop, orderId, 'confirmed');
      expect((await refund(shop, orderId, 300)).status).toBe('accepted');
      expect((await refund(shop, orderId, 500)).status).toBe('accepted');
      const tooMuch = await refund(shop, orderId, 201);
      expect(tooMuch).toMatchObject({ status: 'rejected', reasons: [{ field: 'amount.amount' }] });
      expect((await refund(shop, orderId, 200)).status).toBe('accepted');
      expect((await refund(shop, orderId, 1)).status).toBe('rejected');
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture?.order?.status).toBe('confirmed');
      expect(picture?.payment).toMatchObject({ captured: 1_000, refunded: 1_000 });
      expect(picture?.ledger.refunds.map(({ amount }) => amount).toSorted()).toEqual([
        200, 300, 500,
      ]);
    });

    test('that come at once are granted up to what was captured', async () => {
      const shop = shopOf();
      const orderId = await place(shop, orderOf([await newArticle(shop), 2]));
      await untilOrder(shop, orderId, 'confirmed');
      const wishes = Array.from({ length: 20 }, () => refund(shop, orderId, 300));
      const granted = (await Promise.all(wishes)).filter(({ status }) => status === 'accepted');
      expect(granted).toHaveLength(3);
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture?.payment).toMatchObject({ captured: 1_000, refunded: 900 });
    });
  });
}
