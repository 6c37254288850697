import {
  eraseUser,
  getProfile,
  listNotifications,
  notificationFailed,
  putCustomer,
} from '@murmuration/contracts';
import { drained, eventually, type Shop } from '@murmuration/testkit';
import { describe, expect, test } from 'vitest';
import { newArticle, newId } from '../support/articles.ts';
import { somebody, welcome } from '../support/customers.ts';
import { eventOf } from '../support/events.ts';
import { orderOf, place, untilOrder } from '../support/orders.ts';
import { refund } from '../support/refunds.ts';
import { tracesOf } from '../support/traces-of.ts';

/** Places an order of this customer, and waits until it is confirmed. */
async function buy(shop: Shop, customerId: string): Promise<string> {
  const orderId = await place(shop, { ...orderOf([await newArticle(shop), 2]), customerId });
  await untilOrder(shop, orderId, 'confirmed');
  return orderId;
}

async function untilMail(shop: Shop, orderId: string, status: string): Promise<void> {
  const isThere = async () => {
    const { notifications } = await shop.client.ask(listNotifications, { orderId });
    return notifications.some((mail) => mail.status === status);
  };
  await eventually(isThere, { what: `a mail about ${orderId} to be ${status}`, timeoutMs: 20_000 });
}

/** Mails, and whom they reach. */
export function mailsReachCustomersUntilErased(shopOf: () => Shop): void {
  describe('a mail', () => {
    test('is written to the customer by name', async () => {
      const shop = shopOf();
      const customer = await welcome(shop, somebody());
      const orderId = await buy(shop, customer.userId);
      await untilMail(shop, orderId, 'sent');
      const [mail] = await shop.mail.messages({ orderId });
      expect(mail?.to).toEqual([customer.email]);
      expect(mail?.text).toContain(`Hello ${customer.name},`);
    });

    test('waits for a customer of whom the shop hears a little later', async () => {
      const shop = shopOf();
      const customer = somebody();
      const orderId = await buy(shop, customer.userId);
      await untilMail(shop, orderId, 'sending');
      await welcome(shop, customer);
      await untilMail(shop, orderId, 'sent');
      expect(await shop.mail.messages({ to: customer.email })).toHaveLength(1);
    });

    test('is given up, with its reason, when the shop never hears of the customer', async () => {
      const shop = shopOf();
      const orderId = await buy(shop, newId('stranger'));
      const failed = await eventOf(shop, notificationFailed, (mail) => mail.orderId === orderId);
      expect(failed).toEqual({ orderId, kind: 'confirmed', reason: 'no-address' });
      const { notifications } = await shop.client.ask(listNotifications, { orderId });
      expect(notifications).toMatchObject([{ status: 'failed', reason: 'no-address' }]);
    });
  });

  describe('a customer', () => {
    test('is in clear in mails and nowhere else, and after erasure gets none', async () => {
      const shop = shopOf();
      const customer = await welcome(shop, somebody());
      const { userId, email, name } = customer;
      const orderId = await buy(shop, userId);
      await untilMail(shop, orderId, 'sent');
      expect(await shop.client.ask(getProfile, { userId })).toMatchObject({ email, name });
      expect(await tracesOf(shop, [userId])).toContain('table user.users');
      expect(await tracesOf(shop, [email, name])).toEqual([]);

      const erasure = await shop.client.send(eraseUser, { userId });
      expect(erasure.status).toBe('accepted');
      await drained(shop);
      expect(await shop.client.ask(getProfile, { userId })).toBeNull();
      await refund(shop, orderId, 100);
      const failed = await eventOf(
        shop,
        notificationFailed,
        (mail) => mail.orderId === orderId && mail.kind === 'refunded',
      );
      expect(failed.reason).toBe('erased');
      expect(await shop.mail.messages({ to: email })).toHaveLength(1);
      await expect(shop.client.ask(putCustomer, customer)).rejects.toMatchObject({ status: 409 });
      expect(await tracesOf(shop, [email, name])).toEqual([]);
    });

    test('is erased once, however often that is asked for', async () => {
      const shop = shopOf();
      const { userId } = await welcome(shop, somebody());
      const outcomes = await Promise.all([
        shop.client.send(eraseUser, { userId, requestId: newId('r') }),
        shop.client.send(eraseUser, { userId, requestId: newId('r') }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
      expect(await shop.client.send(eraseUser, { userId: newId('nobody') })).toMatchObject({
        status: 'rejected',
        reasons: [{ field: 'userId', code: 'unknown_user' }],
      });
    });
  });
}
