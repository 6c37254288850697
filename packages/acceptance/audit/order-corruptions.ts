import {
  ARTICLE,
  cancelledFor,
  CONFIRMED,
  type Corruption,
  eventOf,
  FAILED_REFUND,
  OTHER_ID,
  placedOrder,
} from './corruption.ts';

/** I3, I4, I5, I7. */
export const orderCorruptions: readonly Corruption[] = [
  {
    what: 'a piece has vanished from the stock',
    seenBy: ['stock-adds-up', 'stock-is-its-events'],
    sql: `alter table inventory.stock drop constraint stock_check; update inventory.stock set on_hand = on_hand - 1 where sku = ${ARTICLE}`,
  },
  {
    what: 'a piece is reserved for no order',
    seenBy: ['stock-is-what-orders-hold', 'stock-is-its-events'],
    sql: `update inventory.stock set on_hand = on_hand - 1, reserved = reserved + 1 where sku = ${ARTICLE}`,
  },
  {
    what: 'a refused order has a reservation',
    seenBy: ['reservations-end-with-their-orders'],
    sql: `insert into inventory.reservations (order_id, status, lines, version)
      select min(order_id), 'void', '[]', 0 from "order".orders where status = 'rejected'`,
  },
  {
    what: 'the stock of a cancelled order is still reserved',
    seenBy: [
      'stock-is-what-orders-hold',
      'reservations-end-with-their-orders',
      'reservations-are-their-events',
    ],
    sql: `update inventory.reservations set status = 'reserved' where order_id = ${cancelledFor('payment-declined')}`,
  },
  {
    what: 'nothing, when an order waits for its deadline',
    seenBy: [],
    sql: placedOrder("now() + interval '1 hour'", "now() + interval '1 hour'"),
  },
  {
    what: 'an order is unfinished past its deadline',
    seenBy: ['no-order-past-its-deadline'],
    sql: placedOrder("now() - interval '1 minute'", "now() + interval '1 hour'"),
  },
  {
    what: 'an order under way has lost its timer',
    seenBy: ['placed-orders-have-a-deadline'],
    sql: placedOrder("now() + interval '1 hour'", undefined),
  },
  {
    what: 'an order was confirmed before it was placed',
    seenBy: ['only-allowed-transitions'],
    sql: `with ends as (select min(seq) as first, max(seq) as last from "order".outbox where key = ${CONFIRMED} and type <> 'order.rejected.v1')
      update "order".outbox o set seq = ends.first + ends.last - seq from ends where key = ${CONFIRMED} and type <> 'order.rejected.v1'`,
  },
  {
    what: 'stock was released before it was reserved',
    seenBy: ['only-allowed-transitions'],
    sql: `with ends as (select min(seq) as first, max(seq) as last from inventory.outbox where key = ${cancelledFor('payment-declined')})
      update inventory.outbox o set seq = ends.first + ends.last - seq from ends where key = ${cancelledFor('payment-declined')}`,
  },
  {
    what: 'a mail is recorded as sent twice',
    seenBy: ['at-most-one-mail-each', 'mails-are-their-events'],
    sql: `update notification.correspondence set items = items || items where order_id = ${CONFIRMED}`,
    drained: false,
  },
  {
    what: 'a mail was told as sent twice',
    seenBy: ['at-most-one-mail-each', 'effects-have-one-cause', 'mails-are-their-events'],
    sql: `insert into notification.outbox (lane, seq, id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
      select lane, seq, ${OTHER_ID}, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data
      from notification.outbox where type = 'notification.sent.v1' and key = ${CONFIRMED}`,
  },
  {
    what: 'a customer was never told',
    seenBy: ['every-end-was-told'],
    sql: `update notification.correspondence set items = '[]' where order_id = ${CONFIRMED};
      delete from notification.outbox where id = ${eventOf('notification', 'notification.sent', CONFIRMED)}`,
  },
  {
    what: 'a customer was never told of a refund that failed afterwards',
    seenBy: ['every-end-was-told'],
    sql: `with failed as (select order_id from payment.refunds where refund_id = ${FAILED_REFUND}),
      told as (delete from notification.outbox where key in (select order_id from failed) and data->>'kind' = 'refunded')
      update notification.correspondence set items = jsonb_path_query_array(items, '$[*] ? (@.kind <> "refunded")')
      where order_id in (select order_id from failed)`,
  },
];
