import { messageOf, type MessageOf } from '@murmuration/choreography';
import {
  orderCancelled,
  providerReported,
  refundFailed,
  refundPayment,
  refundRequested,
  stockReserved,
} from '@murmuration/contracts';
import type { Refund } from '../src/domain/refund.ts';

/* The messages about one order. */

/** The order's total in minor units. */
export const TOTAL = 1_380;
const ORDER = 'o-1';

export const reserved = messageOf(stockReserved, {
  orderId: ORDER,
  lines: [{ sku: 'tea-001', quantity: 2 }],
  payment: {
    customerId: 'c-1',
    amount: { amount: TOTAL, currency: 'EUR' },
    lines: [{ sku: 'tea-001', quantity: 2, unitPrice: { amount: 690, currency: 'EUR' } }],
    paymentMethod: 'pm_card_visa',
  },
});

export const cancelled = messageOf(orderCancelled, {
  orderId: ORDER,
  customerId: 'c-1',
  reason: 'requested',
  detail: '',
  cancelledAt: '2026-01-05T09:00:01.000Z',
});

/** The provider's webhook. */
export function reportOf(result: 'captured' | 'voided'): MessageOf<typeof providerReported> {
  return messageOf(providerReported, {
    orderId: ORDER,
    notificationId: `evt_${result}`,
    providerReference: 'pi_1',
    result,
  });
}

/** Staff wish to give so many minor units back. */
export function wishOf(amount: number): MessageOf<typeof refundPayment> {
  return messageOf(refundPayment, {
    refundId: 'r-1',
    orderId: ORDER,
    amount: { amount, currency: 'EUR' },
    reason: 'one bag was torn',
  });
}

/** The event that asks for a stored refund. */
export function requestOf(refund: Refund): MessageOf<typeof refundRequested> {
  const { refundId, orderId, amount, currency, reason, lines } = refund;
  return messageOf(refundRequested, {
    refundId,
    orderId,
    amount: { amount, currency },
    reason,
    lines: [...lines],
  });
}

/** The provider's webhook about a refund that came back. */
export function failureOf(refundId: string): MessageOf<typeof refundFailed> {
  return messageOf(refundFailed, {
    refundId,
    orderId: ORDER,
    notificationId: `evt_${refundId}`,
    providerReference: `re_${refundId}`,
    reason: 'lost_or_stolen_card',
  });
}
