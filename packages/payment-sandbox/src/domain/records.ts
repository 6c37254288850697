import { z } from 'zod';

/*
 * The three things the ledger keeps. Amounts are integer minor units, times are milliseconds since
 * the epoch. The schemas describe the rows as the store reads them.
 */

const metadata = z.record(z.string(), z.string());

/** The state of an intent; the other states of Stripe's cannot arise from the supported operations. */
export const intentStatus = z.enum([
  'requires_payment_method',
  'requires_confirmation',
  'succeeded',
  'canceled',
]);

/** Why the last confirm failed. */
export const paymentError = z.object({
  type: z.literal('card_error'),
  code: z.string(),
  decline_code: z.string(),
  message: z.string(),
  charge: z.string(),
});

/** An intention to take money once. */
export const intent = z.object({
  id: z.string(),
  orderId: z.string().nullable(),
  amount: z.int(),
  amountReceived: z.int(),
  currency: z.string(),
  status: intentStatus,
  paymentMethod: z.string().nullable(),
  latestCharge: z.string().nullable(),
  metadata,
  description: z.string().nullable(),
  lastPaymentError: paymentError.nullable(),
  cancellationReason: z.string().nullable(),
  canceledAt: z.int().nullable(),
  createdAt: z.int(),
});

/** One attempt to take money; only a `succeeded` one has moved any. */
export const charge = z.object({
  id: z.string(),
  intentId: z.string(),
  orderId: z.string().nullable(),
  amount: z.int(),
  amountRefunded: z.int(),
  currency: z.string(),
  status: z.enum(['succeeded', 'failed']),
  paymentMethod: z.string(),
  failureCode: z.string().nullable(),
  failureMessage: z.string().nullable(),
  createdAt: z.int(),
});

/** Money given back from one charge; it has come back to us when there is a `failureReason`. */
export const refund = z.object({
  id: z.string(),
  chargeId: z.string(),
  intentId: z.string(),
  orderId: z.string().nullable(),
  amount: z.int(),
  currency: z.string(),
  reason: z.string().nullable(),
  failureReason: z.string().nullable(),
  metadata,
  createdAt: z.int(),
});

export type Intent = z.infer<typeof intent>;
export type Charge = z.infer<typeof charge>;
export type Refund = z.infer<typeof refund>;
