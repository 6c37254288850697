import type { OrderPicture } from './order-picture.ts';

const PRICE = { amount: 500, currency: 'EUR' };
const AT = '2026-01-05T09:00:00.000Z';

/** An order of two pieces that was confirmed, with everybody agreeing. */
export const confirmed: OrderPicture = {
  orderId: 'o-1',
  order: {
    orderId: 'o-1',
    customerId: 'c-1',
    status: 'confirmed',
    lines: [{ sku: 'tea', quantity: 2, unitPrice: PRICE }],
    total: { amount: 1_000, currency: 'EUR' },
    placedAt: AT,
    deadline: AT,
    closedAt: AT,
    cancellation: null,
    rejection: null,
    version: 2,
  },
  reservation: {
    orderId: 'o-1',
    status: 'committed',
    lines: [{ sku: 'tea', quantity: 2 }],
    version: 2,
  },
  payment: {
    orderId: 'o-1',
    status: 'captured',
    amount: { amount: 1_000, currency: 'EUR' },
    captured: 1_000,
    refunded: 0,
    refunds: [],
    balanced: true,
    version: 3,
  },
  notifications: [{ kind: 'confirmed', subjectId: 'o-1', status: 'sent', reason: null }],
  ledger: {
    charges: [
      {
        id: 'ch_1',
        paymentIntent: 'pi_1',
        orderId: 'o-1',
        amount: 1_000,
        currency: 'eur',
        status: 'succeeded',
        at: AT,
      },
    ],
    refunds: [],
    intents: [],
  },
  mails: [{ messageId: '<o-1.confirmed.o-1@murmuration.example>', kind: 'confirmed' }],
};

/** The same order, cancelled after it was charged: the stock is back, and the money. */
export const cancelled: OrderPicture = {
  ...confirmed,
  order: confirmed.order && { ...confirmed.order, status: 'cancelled' },
  reservation: confirmed.reservation && { ...confirmed.reservation, status: 'released' },
  payment: confirmed.payment && {
    ...confirmed.payment,
    refunded: 1_000,
    refunds: [
      {
        refundId: 'cancel-o-1',
        amount: 1_000,
        status: 'refunded',
        reason: 'cancelled',
        lines: [],
      },
    ],
  },
  notifications: [
    { kind: 'cancelled', subjectId: 'o-1', status: 'sent', reason: null },
    { kind: 'refunded', subjectId: 'cancel-o-1', status: 'sent', reason: null },
  ],
  ledger: {
    ...confirmed.ledger,
    refunds: [
      {
        id: 're_1',
        charge: 'ch_1',
        paymentIntent: 'pi_1',
        orderId: 'o-1',
        amount: 1_000,
        currency: 'eur',
        status: 'succeeded',
        at: AT,
      },
    ],
  },
  mails: [
    { messageId: '<o-1.cancelled.o-1@murmuration.example>', kind: 'cancelled' },
    { messageId: '<o-1.refunded.cancel-o-1@murmuration.example>', kind: 'refunded' },
  ],
};

/** The cancelled order, whose money came back from the customer's bank: it is owed. */
export const refundedInVain: OrderPicture = {
  ...cancelled,
  payment: cancelled.payment && {
    ...cancelled.payment,
    refunded: 0,
    refunds: cancelled.payment.refunds.map((refund) => ({
      ...refund,
      status: 'requested',
      failure: 'lost_or_stolen_card',
    })),
  },
  ledger: {
    ...cancelled.ledger,
    refunds: cancelled.ledger.refunds.map((refund) => ({ ...refund, status: 'failed' })),
  },
};

/** The same order, refused: nothing is anywhere. */
export const rejected: OrderPicture = {
  orderId: 'o-1',
  order: confirmed.order && {
    ...confirmed.order,
    status: 'rejected',
    total: null,
    rejection: [{ field: 'lines[0].sku', code: 'unknown_product', message: 'no such product' }],
  },
  reservation: null,
  payment: null,
  notifications: [],
  ledger: { charges: [], refunds: [], intents: [] },
  mails: [],
};
