import { defineStore } from '@murmuration/choreography';
import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { PaidLine, PaymentStatus } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';

const minorUnits = (name: string) => bigint(name, { mode: 'number' });
const moment = (name: string) => timestamp(name, { withTimezone: true });

export const paymentsTable = pgTable('payments', {
  orderId: text('order_id').primaryKey(),
  status: text('status').$type<PaymentStatus>().notNull(),
  amount: minorUnits('amount'),
  currency: text('currency'),
  paymentMethod: text('payment_method'),
  customerId: text('customer_id'),
  lines: jsonb('lines').$type<readonly PaidLine[]>().notNull(),
  cancelled: boolean('cancelled').notNull(),
  claimedBy: text('claimed_by'),
  providerReference: text('provider_reference'),
  captured: minorUnits('captured').notNull(),
  refunded: minorUnits('refunded').notNull(),
  refundPending: minorUnits('refund_pending').notNull(),
  version: integer('version').notNull(),
});

export const refundsTable = pgTable('refunds', {
  refundId: text('refund_id').primaryKey(),
  orderId: text('order_id').notNull(),
  amount: minorUnits('amount').notNull(),
  currency: text('currency').notNull(),
  reason: text('reason').notNull(),
  lines: jsonb('lines').$type<Refund['lines']>().notNull(),
  status: text('status').$type<Refund['status']>().notNull(),
  requestedAt: moment('requested_at').notNull(),
  providerReference: text('provider_reference'),
  failure: text('failure'),
  version: integer('version').notNull(),
});

export const ledgerTable = pgTable('ledger', {
  entryId: text('entry_id').primaryKey(),
  transactionId: text('transaction_id').notNull(),
  orderId: text('order_id').notNull(),
  account: text('account').notNull(),
  amount: minorUnits('amount').notNull(),
  currency: text('currency').notNull(),
  recordedAt: moment('recorded_at').notNull(),
});

export const payments = defineStore(paymentsTable, 'orderId', 'payments');
export const refunds = defineStore(refundsTable, 'refundId', 'refunds');
export const ledger = defineStore(ledgerTable, 'entryId', 'ledger');
