import { defineStore } from '@murmuration/choreography';
import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { MailItem } from '../domain/correspondence.ts';

export const correspondenceTable = pgTable('correspondence', {
  orderId: text('order_id').primaryKey(),
  email: text('email'),
  items: jsonb('items').$type<readonly MailItem[]>().notNull(),
  version: integer('version').notNull(),
});

export const correspondence = defineStore(correspondenceTable, 'orderId', 'correspondence');
