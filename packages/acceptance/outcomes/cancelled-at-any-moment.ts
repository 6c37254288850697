import { getReservation, orderCancelRejected, paymentRefunded } from '@murmuration/contracts';
import { eventually, expectAgreement, type Shop } from '@murmuration/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { newArticle } from '../support/articles.ts';
import { eventOf } from '../support/events.ts';
import {
  cancel,
  endOf,
  orderOf,
  place,
  untilOrder,
  untilPaymentKnowsOfEnd,
} from '../support/orders.ts';
import { beginOutage } from '../support/provider-outage.ts';

/** Cancelled before the reservation, before the charge, during the charge, too late, too early. */
export function cancelledAtAnyMoment(shopOf: () => Shop): void {
  afterEach(async () => {
    const shop = shopOf();
    await Promise.all([shop.sandbox.clearRules(), shop.sandbox.setWebhooks({ off: false })]);
    for (const service of shop.services) await service.start();
  });

  describe('an order that is cancelled', () => {
    test('before its stock is reserved takes no stock and no money', async () => {
      const shop = shopOf();
      const article = await newArticle(shop);
      await shop.service('inventory').stop();
      const orderId = await place(shop, orderOf([article, 2]));
      expect((await cancel(shop, orderId)).status).toBe('accepted');
      await untilPaymentKnowsOfEnd(shop, orderId, 0);
      await shop.service('inventory').start();
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture && endOf(picture)).toBe('cancelled: requested');
      expect(picture?.ledger.intents).toEqual([]);
    });

    test('between reservation and payment gives its stock back and is never charged', async () => {
      const shop = shopOf();
      const article = await newArticle(shop);
      const outage = await beginOutage(shop);
      const orderId = await place(shop, orderOf([article, 2]));
      await untilReserved(orderId);
      expect((await cancel(shop, orderId)).status).toBe('accepted');
      await untilPaymentKnowsOfEnd(shop, orderId, 1);
      await outage.endAfterFreshCall();
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture && endOf(picture)).toBe('cancelled: requested');
      expect(picture?.reservation?.status).toBe('released');
      expect(picture?.ledger.charges).toEqual([]);
    });

    test('between reservation and payment, while payment is stopped, costs nothing', async () => {
      const shop = shopOf();
      const article = await newArticle(shop);
      await shop.service('payment').stop();
      const orderId = await place(shop, orderOf([article, 2]));
      await untilReserved(orderId);
      expect((await cancel(shop, orderId)).status).toBe('accepted');
      await untilOrder(shop, orderId, 'cancelled');
      await shop.service('payment').start();
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture && endOf(picture)).toBe('cancelled: requested');
      expect(picture?.reservation?.status).toBe('released');
      expect(picture?.payment?.captured).toBe(picture?.payment?.refunded);
    });

    test('after the charge, before its answer, has all its money back', async () => {
      const shop = shopOf();
      const order = orderOf([await newArticle(shop), 2]);
      // withheld, so that the slow answer is what tells of the charge
      await shop.sandbox.setWebhooks({ off: true });
      await shop.sandbox.addRule({
        mode: 'slow',
        delayMs: 5_000,
        match: { orderId: order.orderId },
      });
      await place(shop, order);
      await untilCharged(order.orderId);
      expect((await cancel(shop, order.orderId)).status).toBe('accepted');
      await untilOrder(shop, order.orderId, 'cancelled');
      const [picture] = await expectAgreement(shop, [order.orderId]);
      expect(picture && endOf(picture)).toBe('cancelled: requested');
      expect(picture?.payment).toMatchObject({ captured: 1_000, refunded: 1_000 });
      const refund = await eventOf(shop, paymentRefunded, (data) => data.orderId === order.orderId);
      expect(refund.amount).toEqual({ amount: 1_000, currency: 'EUR' });
    });

    test('after it was confirmed stays confirmed, and the sender is told so', async () => {
      const shop = shopOf();
      const orderId = await place(shop, orderOf([await newArticle(shop), 1]));
      await untilOrder(shop, orderId, 'confirmed');
      const outcome = await cancel(shop, orderId);
      const refusal = expect.objectContaining({ field: 'orderId', code: 'already_confirmed' });
      expect(outcome).toEqual({ status: 'rejected', commandId: orderId, reasons: [refusal] });
      const told = await eventOf(shop, orderCancelRejected, (data) => data.commandId === orderId);
      expect(told.reasons).toEqual([refusal]);
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture?.order?.status).toBe('confirmed');
    });

    test('before it arrives is cancelled on arrival', async () => {
      const shop = shopOf();
      const order = orderOf([await newArticle(shop), 1]);
      expect((await cancel(shop, order.orderId)).status).toBe('accepted');
      await untilOrder(shop, order.orderId, 'cancel-requested');
      await place(shop, order);
      const [picture] = await expectAgreement(shop, [order.orderId]);
      expect(picture && endOf(picture)).toBe('cancelled: requested');
      expect(picture?.payment?.captured).toBe(picture?.payment?.refunded);
    });
  });

  async function untilReserved(orderId: string): Promise<void> {
    await eventually(
      async () => {
        const reservation = await shopOf().client.ask(getReservation, { orderId });
        return reservation?.status === 'reserved';
      },
      { what: `stock to be reserved for ${orderId}` },
    );
  }

  async function untilCharged(orderId: string): Promise<void> {
    await eventually(async () => (await shopOf().sandbox.ledger(orderId)).charges.length > 0, {
      what: `a charge of ${orderId} at the provider`,
    });
  }
}
