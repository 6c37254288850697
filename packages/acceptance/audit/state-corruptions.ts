import {
  ARTICLE,
  cancelledFor,
  CONFIRMED,
  type Corruption,
  eventOf,
  FAILED_REFUND,
  PERSON,
  REFUND,
} from './corruption.ts';

/** I6, I10. */
export const stateCorruptions: readonly Corruption[] = [
  {
    what: 'order knows another price than was told',
    seenBy: ['products-known-to-order'],
    sql: `update "order".products set price_amount = price_amount + 1 where sku = ${ARTICLE}`,
  },
  {
    what: 'order does not know a product',
    seenBy: ['products-known-to-order'],
    sql: `delete from "order".products where sku = ${ARTICLE}`,
  },
  {
    what: 'order knows an older version of a product',
    seenBy: ['products-known-to-order'],
    sql: `update "order".products set version = version - 1 where status = 'retired'`,
  },
  {
    what: 'auth knows other roles than were told',
    seenBy: ['roles-known-to-auth'],
    sql: `update auth.roles set roles = '["customer"]'`,
  },
  {
    what: 'notification has lost a contact',
    seenBy: ['contacts-known-to-notification'],
    sql: `update notification.contacts set contact = null where customer_id = 'ada'`,
  },
  {
    what: 'notification kept the contact of somebody who was erased',
    seenBy: ['contacts-known-to-notification'],
    sql: `update notification.contacts set contact = 's1.kept' where contact is null`,
  },
  {
    what: 'somebody who was erased has an account',
    seenBy: ['erased-people-have-no-account'],
    sql: `update auth.accounts set status = 'active', email_index = 'x', password_hash = 'y' where status = 'erased'`,
  },
  {
    what: 'a payment is another customer’s than was told',
    seenBy: ['payment-terms-are-the-reservations'],
    sql: `update payment.payments set customer_id = 'somebody' where order_id = ${CONFIRMED}`,
  },
  {
    what: 'a payment is for other pieces than were reserved',
    seenBy: ['payment-terms-are-the-reservations'],
    sql: `update payment.payments set lines = jsonb_set(lines, '{0,quantity}', '7') where order_id = ${CONFIRMED}`,
  },
  {
    what: 'a stock level has changed more often than was told',
    seenBy: ['stock-is-its-events'],
    sql: `update inventory.stock set version = version + 1 where sku = ${ARTICLE}`,
  },
  {
    what: 'a reservation held something else than was told',
    seenBy: ['reservations-hold-what-was-told'],
    sql: `update inventory.reservations set lines = jsonb_set(lines, '{0,quantity}', '7') where order_id = ${cancelledFor('payment-declined')}`,
  },
  {
    what: 'an order has a version without an event',
    seenBy: ['orders-are-their-events'],
    sql: `update "order".orders set version = version + 1 where order_id = ${CONFIRMED}`,
  },
  {
    what: 'the event of a confirmation is gone',
    seenBy: ['orders-are-their-events'],
    sql: `delete from "order".outbox where id = ${eventOf('order', 'order.confirmed', CONFIRMED)}`,
  },
  {
    what: 'a product has a version without an event',
    seenBy: ['products-are-their-events'],
    sql: `update product.products set version = version + 1 where sku = ${ARTICLE}`,
  },
  {
    what: 'a product costs something else than was told',
    seenBy: ['products-are-their-events'],
    sql: `update product.products set price_amount = price_amount + 1 where sku = ${ARTICLE}`,
  },
  {
    what: 'a reservation has a version without an event',
    seenBy: ['reservations-are-their-events'],
    sql: `update inventory.reservations set version = version + 1 where order_id = ${CONFIRMED}`,
  },
  {
    what: 'the event of a declined payment is gone',
    seenBy: ['payments-are-their-events'],
    sql: `delete from payment.outbox where type = 'payment.declined.v1' and key = ${cancelledFor('payment-declined')}`,
  },
  {
    what: 'a refund has a version without an event',
    seenBy: ['refunds-are-their-events'],
    sql: `update payment.refunds set version = version + 1 where refund_id = ${REFUND}`,
  },
  {
    what: 'that a refund failed was never told',
    seenBy: ['refunds-are-their-events'],
    sql: `delete from payment.outbox where type = 'payment.refund-failed.v1' and data->>'refundId' = ${FAILED_REFUND}`,
  },
  {
    what: 'that a refund failed was handled, and it stands as given back',
    seenBy: [
      'money-follows-the-order',
      'books-hold-every-movement',
      'payments-are-their-events',
      'refunds-are-their-events',
    ],
    sql: `update payment.refunds set status = 'refunded', failure = null, version = 2 where refund_id = ${FAILED_REFUND}`,
  },
  {
    what: 'somebody has roles that were never told',
    seenBy: ['people-are-their-events'],
    sql: `update "user".users set roles = '["customer", "owner"]' where user_id = ${PERSON}`,
  },
  {
    what: 'somebody has fewer versions than were told',
    seenBy: ['people-are-their-events'],
    sql: `update "user".users set version = 1 where user_id = ${PERSON}`,
  },
  {
    what: 'an account was never told of',
    seenBy: ['accounts-are-their-events'],
    sql: `delete from auth.outbox where type = 'auth.user-registered.v1' and key = ${PERSON}`,
  },
  {
    what: 'a mail that was sent was never told of',
    seenBy: ['mails-are-their-events'],
    sql: `delete from notification.outbox where id = ${eventOf('notification', 'notification.sent', CONFIRMED)}`,
  },
];
