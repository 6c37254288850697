import { defineStore } from '@murmuration/choreography';
import { bigint, integer, pgTable, text } from 'drizzle-orm/pg-core';
import type { Product, ProductStatus } from '../domain/product.ts';

export const productsTable = pgTable('products', {
  sku: text('sku').primaryKey(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  priceAmount: bigint('price_amount', { mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  status: text('status').$type<ProductStatus>().notNull(),
  version: integer('version').notNull(),
});

/** The catalogue, by SKU. */
export const products = defineStore<typeof productsTable, Product>(
  productsTable,
  'sku',
  'products',
);
