import { defineStore } from '@murmuration/choreography';
import type { OrderLine, Problem } from '@murmuration/contracts';
import { bigint, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Cancellation, CancelRequest, Order, OrderStatus } from '../domain/order.ts';
import type { ProductReplica } from '../domain/product-replica.ts';

export const ordersTable = pgTable('orders', {
  orderId: text('order_id').primaryKey(),
  customerId: text('customer_id'),
  status: text('status').$type<OrderStatus>().notNull(),
  lines: jsonb('lines').$type<OrderLine[]>().notNull(),
  totalAmount: bigint('total_amount', { mode: 'number' }),
  currency: text('currency'),
  placedAt: timestamp('placed_at', { withTimezone: true }),
  deadline: timestamp('deadline', { withTimezone: true }),
  closedAt: timestamp('closed_at', { withTimezone: true }),
  cancellation: jsonb('cancellation').$type<Cancellation>(),
  rejection: jsonb('rejection').$type<Problem[]>(),
  cancelRequests: jsonb('cancel_requests').$type<readonly CancelRequest[]>().notNull(),
  version: integer('version').notNull(),
});

export const productsTable = pgTable('products', {
  sku: text('sku').primaryKey(),
  name: text('name').notNull(),
  priceAmount: bigint('price_amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  status: text('status').$type<ProductReplica['status']>().notNull(),
  version: integer('version').notNull(),
});

/** Orders, and cancellations that came before theirs, by order id. */
export const orders = defineStore<typeof ordersTable, Order>(ordersTable, 'orderId', 'orders');

/** What product has told of its catalogue, by SKU. */
export const products = defineStore<typeof productsTable, ProductReplica>(
  productsTable,
  'sku',
  'products',
);
