import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { defineStore } from '../../src/index.ts';

export const account = pgTable('account', {
  accountId: text('id').primaryKey(),
  balance: bigint('balance', { mode: 'number' }).notNull(),
  frozen: boolean('frozen').notNull(),
  history: jsonb('history').$type<readonly string[]>().notNull(),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull(),
});
const tally = pgTable('tally', {
  accountId: text('id').primaryKey(),
  entries: integer('entries').notNull(),
});
const transfer = pgTable('transfer', {
  transferId: text('id').primaryKey(),
  status: text('status').notNull(),
  receipt: text('receipt'),
});

export const accounts = defineStore(account, 'accountId', 'accounts');
export const tallies = defineStore(tally, 'accountId', 'tallies');
export const transfers = defineStore(transfer, 'transferId', 'transfers');
