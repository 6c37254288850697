import {
  changeProductPrice,
  orderRejected,
  placeOrder,
  type Problem,
  retireProduct,
} from '@murmuration/contracts';
import { drained, expectAgreement, expectDeadLetter, type Shop } from '@murmuration/testkit';
import { describe, expect, test } from 'vitest';
import { type Article, newArticle, newId } from '../support/articles.ts';
import { eventOf } from '../support/events.ts';
import { type Order, orderOf, place, untilOrder } from '../support/orders.ts';
import { sendRaw } from '../support/raw-command.ts';

/** Refusals, each with its reasons. */
export function rejectedWithReasons(shopOf: () => Shop): void {
  const EUR = 'EUR';

  /** Sends an order that can be read and has to be refused for these reasons, with nothing done anywhere. */
  async function expectRefusal(
    order: Order,
    reasons: readonly Pick<Problem, 'field' | 'code'>[],
  ): Promise<void> {
    const shop = shopOf();
    const { orderId } = order;
    const refusals = reasons.map((reason) => expect.objectContaining(reason));
    const outcome = await shop.client.send(placeOrder, order);
    expect(outcome).toEqual({ status: 'rejected', commandId: orderId, reasons: refusals });
    const event = await eventOf(shop, orderRejected, ({ commandId }) => commandId === orderId);
    expect(event).toMatchObject({ command: 'order.place.v1', subjectId: orderId });
    expect(event.reasons).toEqual(refusals);
    const [picture] = await expectAgreement(shop, [orderId]);
    expect(picture?.order?.status).toBe('rejected');
    expect(picture?.order?.rejection).toEqual(refusals);
  }

  /** Sends a body that cannot be read as an order: refused likewise, and kept as a dead letter. */
  async function expectDeadLettered(
    body: string,
    reasons: readonly Pick<Problem, 'field' | 'code'>[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const shop = shopOf();
    const { position, outcome } = await sendRaw(shop, 'cmd.order.place', body, headers);
    const refusals = reasons.map((reason) => expect.objectContaining(reason));
    expect(outcome).toMatchObject({ status: 'rejected', reasons: refusals });
    const { commandId } = outcome;
    const event = await eventOf(shop, orderRejected, (data) => data.commandId === commandId);
    expect(event.reasons).toEqual(refusals);
    const letter = await expectDeadLetter(shop, {
      service: 'order',
      reason: 'unreadable',
      key: commandId,
    });
    expect(letter.messageId.startsWith(position)).toBe(true);
    for (const { field } of reasons) expect(letter.message).toContain(`${field}: `);
  }

  const withLine = (order: Order, change: object): string =>
    JSON.stringify({ ...order, lines: order.lines.map((line) => ({ ...line, ...change })) });

  describe('an order is rejected', () => {
    test('when nobody has heard of its article', async () => {
      const unknown: Article = { sku: newId('sku'), price: { amount: 500, currency: EUR } };
      const known = await newArticle(shopOf());
      await expectRefusal(orderOf([known, 1], [unknown, 1]), [
        { field: 'lines[1].sku', code: 'unknown_product' },
      ]);
    });

    test('when its article is no longer sold', async () => {
      const shop = shopOf();
      const article = await newArticle(shop);
      expect((await shop.client.send(retireProduct, { sku: article.sku })).status).toBe('accepted');
      await drained(shop);
      await expectRefusal(orderOf([article, 1]), [
        { field: 'lines[0].sku', code: 'retired_product' },
      ]);
    });

    test('when the price has changed since the customer saw it', async () => {
      const shop = shopOf();
      const article = await newArticle(shop, { amount: 500 });
      const price = { amount: 550, currency: EUR };
      const change = { changeId: newId('change'), sku: article.sku, price };
      expect((await shop.client.send(changeProductPrice, change)).status).toBe('accepted');
      await drained(shop);
      await expectRefusal(orderOf([article, 1]), [
        { field: 'lines[0].unitPrice.amount', code: 'price_changed' },
      ]);
      const orderId = await place(shop, orderOf([{ ...article, price }, 1]));
      await untilOrder(shop, orderId, 'confirmed');
    });

    test('when its article is sold in another currency', async () => {
      const article = await newArticle(shopOf());
      const inDollars = { ...article, price: { ...article.price, currency: 'USD' } };
      await expectRefusal(orderOf([inDollars, 1]), [
        { field: 'lines[0].unitPrice.currency', code: 'wrong_currency' },
      ]);
    });

    test('with every reason at once', async () => {
      const article = await newArticle(shopOf());
      const dearer = { ...article, price: { amount: 1, currency: EUR } };
      const unknown = { ...article, sku: newId('sku') };
      await expectRefusal(orderOf([unknown, 1], [dearer, 1]), [
        { field: 'lines[0].sku', code: 'unknown_product' },
        { field: 'lines[1].unitPrice.amount', code: 'price_changed' },
      ]);
    });

    test('when a quantity is no positive whole number', async () => {
      const order = orderOf([await newArticle(shopOf()), 1]);
      await expectDeadLettered(withLine(order, { quantity: 0 }), [
        { field: 'lines[0].quantity', code: 'too_small' },
      ]);
      const other = orderOf([await newArticle(shopOf()), 1]);
      await expectDeadLettered(withLine(other, { quantity: 1.5 }), [
        { field: 'lines[0].quantity', code: 'invalid_type' },
      ]);
    });

    test('when it has no lines', async () => {
      const order = { ...orderOf(), lines: [] };
      await expectDeadLettered(JSON.stringify(order), [{ field: 'lines', code: 'too_small' }]);
    });

    test('when its currency does not exist', async () => {
      const order = orderOf([await newArticle(shopOf()), 1]);
      const body = withLine(order, { unitPrice: { amount: 500, currency: 'DOUBLOON' } });
      await expectDeadLettered(body, [
        { field: 'lines[0].unitPrice.currency', code: 'unknown_currency' },
      ]);
    });

    test('when it is no JSON', async () => {
      await expectDeadLettered('{"orderId": "o-1",', [{ field: '$', code: 'malformed_json' }]);
    });

    test('when its version is unknown', async () => {
      const order = orderOf([await newArticle(shopOf()), 1]);
      const headers = { 'ce-type': 'order.place.v9', 'ce-id': order.orderId };
      await expectDeadLettered(
        JSON.stringify(order),
        [{ field: 'ce-type', code: 'unknown_version' }],
        headers,
      );
    });

    test('when it is larger than 64 KiB', async () => {
      const order = orderOf([await newArticle(shopOf()), 1]);
      const body = JSON.stringify({ ...order, note: 'x'.repeat(64 * 1_024) });
      await expectDeadLettered(body, [{ field: '$', code: 'too_large' }]);
    });
  });
}
