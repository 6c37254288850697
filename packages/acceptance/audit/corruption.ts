import type { ProviderLedger } from '@murmuration/audit';

/** One way in which data can be wrong, and the checks that must see it: these and no others. */
export interface Corruption {
  /** Completes "an audit sees that …". */
  readonly what: string;
  readonly seenBy: readonly string[];
  /** Statements of an administrator, in a shop at rest. */
  readonly sql?: string;
  /** What the payment provider's ledger says instead. */
  readonly ledger?: (ledger: ProviderLedger) => ProviderLedger;
  /** Whether the shop is audited as one at rest. Default: true. */
  readonly drained?: boolean;
}

/** An order that was confirmed and of which nothing was given back, in a statement. */
export const CONFIRMED = `(select min(order_id) from "order".orders
  where status = 'confirmed' and order_id not in (select order_id from payment.refunds))`;

/** An order that was cancelled, for this reason. */
export const cancelledFor = (reason: string): string => `(select min(order_id) from "order".orders
  where cancellation->>'reason' = '${reason}')`;

/** A refund that was given back. */
export const REFUND = `(select min(refund_id) from payment.refunds where status = 'refunded')`;

/** A refund that was given back and failed afterwards. */
export const FAILED_REFUND = `(select min(refund_id) from payment.refunds where status = 'failed')`;

/** An article that was sold. */
export const ARTICLE = `(select min(sku) from inventory.stock where committed > 0)`;

/** A person who was not erased and has an account. */
export const PERSON = `(select min(user_id) from "user".users where status = 'active' and user_id in (select user_id from auth.accounts))`;

/** An event of a type about a key. */
export const eventOf = (service: string, type: string, key: string): string =>
  `(select id from "${service}".outbox where type = '${type}.v1' and key = ${key} order by seq limit 1)`;

/** The id of a row with another last digit. */
export const OTHER_ID = `overlay(id::text placing case when id::text like '%f' then '0' else 'f' end from 36)::uuid`;

const anEvent = (service: string, type: string, key: string, data: string): string => `
  insert into "${service}".outbox (lane, seq, id, subject, type, key, occurred_at, correlation_id, causation_id, traceparent, data)
  select lane, seq, overlay(id::text placing 'f' from 36)::uuid, 'evt.00.${type}', '${type}.v1', '${key}', occurred_at, '${key}', '${key}', traceparent, '${data}'
  from "${service}".outbox where id::text not like '%f' order by id desc limit 1`;

const seen = (service: string, reaction: string, by: string, type: string): string =>
  `insert into "${service}".inbox (event_id, reaction) select id, '${reaction}' from "${by}".outbox where type = '${type}.v1' and key = 'late'`;

/** An order that is placed and short of stock, by all tables, though nobody acts on it; the statements that follow say what is wrong with it. */
export const placedOrder = (deadline: string, timer: string | undefined): string =>
  [
    `insert into "order".orders (order_id, customer_id, status, lines, total_amount, currency, placed_at, deadline, cancel_requests, version)
     values ('late', 'ada', 'placed', '[]', 500, 'EUR', now() - interval '1 hour', ${deadline}, '[]', 1)`,
    anEvent('order', 'order.placed', 'late', '{}'),
    seen('inventory', 'reserve-stock-when-order-placed', 'order', 'order.placed'),
    `insert into inventory.reservations (order_id, status, lines, version) values ('late', 'rejected', '[]', 1)`,
    anEvent('inventory', 'inventory.stock-rejected', 'late', '{}'),
    seen('order', 'cancel-when-stock-rejected', 'inventory', 'inventory.stock-rejected'),
    ...(timer === undefined
      ? []
      : [
          `insert into "order".timer (event, key, due_at, correlation_id, causation_id, traceparent, data)
           values ('order.deadline-reached.v1', 'late', ${timer}, '', '', '', '{"orderId":"late"}')`,
        ]),
  ].join(';\n');
