import { defineStore } from '@murmuration/choreography';
import type { StockLine } from '@murmuration/contracts';
import { bigint, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { Reservation, ReservationStatus } from '../domain/reservation.ts';
import type { StockLevel } from '../domain/stock-level.ts';

export const reservationsTable = pgTable('reservations', {
  orderId: text('order_id').primaryKey(),
  status: text('status').$type<ReservationStatus>().notNull(),
  lines: jsonb('lines').$type<StockLine[]>().notNull(),
  version: integer('version').notNull(),
});

export const stockTable = pgTable('stock', {
  sku: text('sku').primaryKey(),
  onHand: bigint('on_hand', { mode: 'number' }).notNull(),
  reserved: bigint('reserved', { mode: 'number' }).notNull(),
  committed: bigint('committed', { mode: 'number' }).notNull(),
  restocked: bigint('restocked', { mode: 'number' }).notNull(),
  version: integer('version').notNull(),
});

/** What inventory did for each order. */
export const reservations = defineStore<typeof reservationsTable, Reservation>(
  reservationsTable,
  'orderId',
  'reservations',
);

/** Where the pieces of each article are, by SKU. */
export const stock = defineStore<typeof stockTable, StockLevel>(stockTable, 'sku', 'stock');
