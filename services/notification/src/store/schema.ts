import { defineStore } from '@murmuration/choreography';
import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { MailItem } from '../domain/correspondence.ts';
import type { ContactReplica } from '../domain/contact-replica.ts';

export const correspondenceTable = pgTable('correspondence', {
  orderId: text('order_id').primaryKey(),
  customerId: text('customer_id'),
  items: jsonb('items').$type<readonly MailItem[]>().notNull(),
  version: integer('version').notNull(),
});

export const contactsTable = pgTable('contacts', {
  customerId: text('customer_id').primaryKey(),
  contact: text('contact'),
  version: integer('version').notNull(),
});

export const correspondence = defineStore(correspondenceTable, 'orderId', 'correspondence');

/** How customers are reached, as user has told; looked at after the correspondence that says who the customer is. */
export const contacts = defineStore<typeof contactsTable, ContactReplica>(
  contactsTable,
  'customerId',
  'contacts',
);
