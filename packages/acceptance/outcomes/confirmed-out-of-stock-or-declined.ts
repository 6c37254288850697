import { getStock, orderRejected, placeOrder, stockRejected } from '@murmuration/contracts';
import { expectAgreement, type Shop } from '@murmuration/testkit';
import { describe, expect, test } from 'vitest';
import { newArticle, newId } from '../support/articles.ts';
import { somebody, welcome } from '../support/customers.ts';
import { eventOf, storyOf } from '../support/events.ts';
import { EMPTY_CARD, endOf, orderOf, place, untilOrder } from '../support/orders.ts';
import { publishByHand } from '../support/raw-command.ts';

/** The usual ends, and what an id is good for. */
export function confirmedOutOfStockOrDeclined(shopOf: () => Shop): void {
  describe('an order ends', () => {
    test('confirmed, when there is stock and the card works', async () => {
      const shop = shopOf();
      const [tea, pot] = [await newArticle(shop, { amount: 690 }), await newArticle(shop)];
      const orderId = await place(shop, orderOf([tea, 2], [pot, 1]));
      const [picture] = await expectAgreement(shop, [orderId]);
      const total = { amount: 1_880, currency: 'EUR' };
      expect(picture?.order).toMatchObject({ status: 'confirmed', total });
      expect(await storyOf(shop, orderId, 'order.confirmed.v1')).toEqual([
        'order.placed.v1',
        'inventory.stock-reserved.v1',
        'payment.captured.v1',
        'order.confirmed.v1',
      ]);
    });

    test('confirmed, when it came over a bare socket without any header', async () => {
      const shop = shopOf();
      const order = orderOf([await newArticle(shop), 3]);
      await publishByHand(shop, 'cmd.order.place', JSON.stringify(order));
      await untilOrder(shop, order.orderId, 'confirmed');
      await expectAgreement(shop, [order.orderId]);
    });

    test('cancelled, when its article is out of stock', async () => {
      const shop = shopOf();
      const orderId = await place(shop, orderOf([await newArticle(shop, { stock: 1 }), 2]));
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture && endOf(picture)).toBe('cancelled: out-of-stock');
      expect(picture?.ledger.intents).toEqual([]);
    });

    test('cancelled, naming every shortage, when several articles are out of stock', async () => {
      const shop = shopOf();
      const few = await newArticle(shop, { stock: 1 });
      const none = await newArticle(shop, { stock: 0 });
      const plenty = await newArticle(shop);
      const orderId = await place(shop, orderOf([few, 3], [plenty, 1], [none, 2]));
      const [picture] = await expectAgreement(shop, [orderId]);
      expect(picture && endOf(picture)).toBe('cancelled: out-of-stock');
      const rejection = await eventOf(shop, stockRejected, (data) => data.orderId === orderId);
      expect(rejection.shortages).toEqual([
        { sku: few.sku, requested: 3, available: 1 },
        { sku: none.sku, requested: 2, available: 0 },
      ]);
      const detail = picture?.order?.cancellation?.detail;
      expect(detail).toContain(few.sku);
      expect(detail).toContain(none.sku);
      expect(detail).not.toContain(plenty.sku);
    });

    test('cancelled, when the card is declined', async () => {
      const shop = shopOf();
      const order = { ...orderOf([await newArticle(shop), 1]), paymentMethod: EMPTY_CARD };
      const [picture] = await expectAgreement(shop, [await place(shop, order)]);
      expect(picture && endOf(picture)).toBe('cancelled: payment-declined');
      expect(picture?.payment?.status).toBe('declined');
      expect(picture?.ledger.charges.map(({ status }) => status)).toEqual(['failed']);
      expect(picture?.reservation?.status).toBe('released');
    });
  });

  describe('a command', () => {
    test('that is sent twice has one effect and is told the same twice', async () => {
      const shop = shopOf();
      const order = orderOf([await newArticle(shop), 1]);
      const both = await Promise.all([place(shop, order), place(shop, order)]);
      await expectAgreement(shop, [order.orderId]);
      await place(shop, order);
      const [picture] = await expectAgreement(shop, [order.orderId]);
      expect(both).toEqual([order.orderId, order.orderId]);
      expect(picture?.order?.status).toBe('confirmed');
      expect(await storyOf(shop, order.orderId, 'order.confirmed.v1')).toHaveLength(4);
    });

    test('is refused under the id of another', async () => {
      const shop = shopOf();
      const order = orderOf([await newArticle(shop), 1]);
      await place(shop, order);
      const eve = await welcome(shop, somebody());
      const other = { ...order, customerId: eve.userId };
      expect(await shop.client.send(placeOrder, other)).toEqual({
        status: 'rejected',
        commandId: order.orderId,
        reasons: [expect.objectContaining({ field: '$', code: 'id_reused' })],
      });
      const reused = ({ reasons }: { reasons: { code: string; message: string }[] }): boolean =>
        reasons.some(
          ({ code, message }) => code === 'id_reused' && message.includes(order.orderId),
        );
      await eventOf(shop, orderRejected, reused);
      const [picture] = await expectAgreement(shop, [order.orderId]);
      expect(picture?.order?.status).toBe('confirmed');
      expect(picture?.mails).toHaveLength(1);
      expect(await shop.mail.messages({ to: eve.email })).toEqual([]);
    });
  });

  describe('the last piece', () => {
    test('goes to exactly one of 200 who order it at once', async () => {
      const shop = shopOf();
      const last = await newArticle(shop, { stock: 1 });
      const run = newId('run');
      const orders = Array.from({ length: 200 }, (_, at) => ({
        ...orderOf([last, 1]),
        orderId: `${run}-${at}`,
      }));
      await Promise.all(orders.map((order) => place(shop, order)));
      const pictures = await expectAgreement(
        shop,
        orders.map(({ orderId }) => orderId),
      );
      const ends = Object.groupBy(pictures, endOf);
      expect(ends['confirmed']).toHaveLength(1);
      expect(ends['cancelled: out-of-stock']).toHaveLength(199);
      const stock = await shop.client.ask(getStock, { sku: last.sku });
      expect(stock).toMatchObject({ onHand: 0, reserved: 0, committed: 1, restocked: 1 });
    });
  });
}
